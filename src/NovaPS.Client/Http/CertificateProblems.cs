using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace NovaPS.Client.Http;

/// <summary>Why the certificate of a server was not accepted, and the recommended action.</summary>
internal sealed record CertificateProblem(string Reason, string Remedy);

/// <summary>
/// Stores why certificates were not accepted, because the resulting exception does not have the reason. It is stored by host, because a
/// connection that fails may have been opened for another request.
/// </summary>
internal sealed class CertificateProblems
{
    private const X509ChainStatusFlags UnknownAuthority = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    private readonly ConcurrentDictionary<string, CertificateProblem> _byHost = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the problem with the certificate of a host; null if there was none.</summary>
    public CertificateProblem? Find(Uri uri) => _byHost.TryGetValue(uri.Authority, out var problem) ? problem : null;

    /// <summary>Stores the result of a check.</summary>
    /// <param name="uri">The host.</param>
    /// <param name="problem">The problem; null if the certificate is accepted.</param>
    /// <returns>Whether the certificate is accepted.</returns>
    public bool Accept(Uri uri, CertificateProblem? problem)
    {
        if (problem is null)
            _byHost.TryRemove(uri.Authority, out _);
        else
            _byHost[uri.Authority] = problem;
        return problem is null;
    }

    /// <summary>Describes why a certificate is not accepted: all reasons, then the subject, issuer and dates.</summary>
    /// <param name="uri">The host.</param>
    /// <param name="certificate">The certificate; null if the server sent none.</param>
    /// <param name="chain">The chain of the certificate.</param>
    /// <param name="errors">The errors of the check.</param>
    /// <param name="caFile">The file with the only trusted authorities; null if those of the system are trusted.</param>
    /// <param name="isInFile">Whether an authority of the file is in the chain.</param>
    public static CertificateProblem Describe(Uri uri, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors,
        string? caFile, bool isInFile = false)
    {
        if (certificate is null)
            return new CertificateProblem("the server sent no certificate", "Check that the port is that of the cloud.");
        var problems = new List<CertificateProblem>();
        foreach (var element in Elements(chain, certificate))
            problems.AddRange(Dates(element, element.RawData.SequenceEqual(certificate.RawData)));
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
            problems.Add(new CertificateProblem("its certificate is not for the name " + uri.Host + Names(certificate),
                "Connect with a name that the certificate is for, or have the certificate issued for " + uri.Host + "."));
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            problems.AddRange(Trust(certificate, chain, caFile, isInFile));
        if (problems.Count == 0)
            problems.Add(new CertificateProblem("its certificate is not valid: " + string.Join(" ", Statuses(chain)
                .Select(s => s.StatusInformation.Trim())), "Ask the cloud's operators for a valid certificate."));
        return new CertificateProblem(string.Join("; ", problems.Select(p => p.Reason)) + Facts(certificate),
            string.Join(" ", problems.Select(p => p.Remedy)));
    }

    private static IEnumerable<CertificateProblem> Dates(X509Certificate2 certificate, bool isOwn)
    {
        var which = isOwn ? "its certificate" : "the certificate of its authority " + certificate.Subject;
        if (certificate.NotAfter.ToUniversalTime() < DateTime.UtcNow)
            yield return new CertificateProblem(which + " expired on " + Time(certificate.NotAfter),
                "Have the certificate renewed. If the date has not passed, check the clock of this computer.");
        if (certificate.NotBefore.ToUniversalTime() > DateTime.UtcNow)
            yield return new CertificateProblem(which + " is not valid before " + Time(certificate.NotBefore),
                "Check the clock of this computer.");
    }

    private static IEnumerable<CertificateProblem> Trust(X509Certificate2 certificate, X509Chain? chain, string? caFile,
        bool isInFile)
    {
        var flags = Statuses(chain).Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        if ((flags & X509ChainStatusFlags.Revoked) != 0)
            yield return new CertificateProblem("its certificate was revoked",
                "Do not trust the server. Ask the cloud's operators for a new certificate.");
        if ((flags & X509ChainStatusFlags.NotSignatureValid) != 0)
            yield return new CertificateProblem("the signature of its certificate is not valid",
                "Do not trust the server. Ask the cloud's operators for a valid certificate.");
        if ((flags & X509ChainStatusFlags.NotValidForUsage) != 0)
            yield return new CertificateProblem("its certificate is not for servers",
                "Have a certificate issued for server authentication.");
        if ((flags & (X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation)) != 0)
            yield return new CertificateProblem("it could not be checked whether its certificate was revoked",
                "Check that this computer can reach the authority of the certificate.");
        // The system does not know the authorities in the file, which replace its own.
        if (caFile is null ? (flags & UnknownAuthority) == 0 : isInFile)
            yield break;
        var isSelfSigned = certificate.Subject == certificate.Issuer;
        yield return new CertificateProblem(
            (isSelfSigned ? "its certificate is self-signed and " : "the authority that issued its certificate ")
                + (caFile is null ? "is not trusted by this computer" : "is not in " + caFile),
            "If you trust the " + (isSelfSigned ? "certificate, specify it" : "authority, specify its certificate")
                + " as a PEM file with -CACertificate (cacert).");
    }

    private static IEnumerable<X509Certificate2> Elements(X509Chain? chain, X509Certificate2 certificate) =>
        chain is { ChainElements.Count: > 0 } ? chain.ChainElements.Cast<X509ChainElement>().Select(e => e.Certificate) : [certificate];

    private static X509ChainStatus[] Statuses(X509Chain? chain) => chain?.ChainStatus ?? [];

    /// <summary>Returns the alternative names, in the format of the system.</summary>
    private static string Names(X509Certificate2 certificate) =>
        certificate.Extensions["2.5.29.17"]?.Format(false) is { Length: > 0 } names ? " but for " + DisplayText.Cut(names, 200)
            : string.Empty;

    private static string Facts(X509Certificate2 certificate) => " (subject " + DisplayText.Cut(certificate.Subject, 200) + ", issuer "
        + DisplayText.Cut(certificate.Issuer, 200) + ", valid from " + Time(certificate.NotBefore) + " to "
        + Time(certificate.NotAfter) + ")";

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
