using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NovaPS.Client.Http;

/// <summary>Makes the handler under HttpClient.</summary>
internal static class HttpHandlers
{
    /// <summary>SecurityProtocolType.SystemDefault, which .NET Standard has under no name.</summary>
    private const SecurityProtocolType SystemDefault = 0;

    /// <summary>Whether this is Windows PowerShell.</summary>
    public static readonly bool IsFramework =
        RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);

    /// <exception cref="NovaException">NovaConnectInputInvalid: a certificate file cannot be used.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "The user asks for it, by verify: false or -SkipCertificateCheck.")]
    public static HttpClientHandler Create(int maxConnections, TlsOptions? tls, IWebProxy proxy, CertificateProblems certificates)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxConnectionsPerServer = maxConnections,
            Proxy = proxy,
            UseCookies = false,
        };
        // The system's choice is right, and Tls12 would switch 1.3 off. But Windows PowerShell is not built for a current .NET Framework,
        // which therefore offers old TLS in it, unless the administrator of the machine has left the choice to the system.
        if (IsFramework && ServicePointManager.SecurityProtocol != SystemDefault)
            handler.SslProtocols = SslProtocols.Tls12;
        if (tls?.SkipCheck == true)
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
        else if (tls?.CaFile is { } file)
            handler.ServerCertificateCustomValidationCallback = TrustOnly(CertificateFiles.ReadAuthorities(file), file, certificates);
        else
            handler.ServerCertificateCustomValidationCallback = TrustSystem(certificates);
        if (tls?.CertificateFile is { } own)
            handler.ClientCertificates.Add(CertificateFiles.ReadOwn(own, tls.KeyFile));
        return handler;
    }

    /// <summary>Trusts what the system trusts, and keeps why it does not.</summary>
    private static Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool> TrustSystem(
        CertificateProblems problems) => (request, certificate, chain, errors) =>
    {
        // A script may have set the check of the process, which .NET Framework would use if we did not set this one.
        if (IsFramework && ServicePointManager.ServerCertificateValidationCallback is { } own)
            return own(request, certificate, chain, errors);
        return problems.Accept(request.RequestUri, errors == SslPolicyErrors.None ? null
            : CertificateProblems.Describe(request.RequestUri, certificate, chain, errors, null));
    };

    /// <summary>
    /// Allows that many connections to the host of a request. .NET Framework keeps the limit in an object that the first request of the
    /// process makes, and looks at no handler's number afterwards: another module may have made it, with its limit of two.
    /// </summary>
    public static void AllowConnections(int maxConnections, Uri uri, IWebProxy proxy)
    {
        if (!IsFramework)
            return;
        var point = ServicePointManager.FindServicePoint(uri, proxy);
        if (point.ConnectionLimit < maxConnections)
            point.ConnectionLimit = maxConnections;
    }

    /// <summary>
    /// Trusts what these authorities signed, and nothing else: as with cacert in openstacksdk, they replace the system's.
    /// </summary>
    private static Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool> TrustOnly(
        X509Certificate2Collection authorities, string file, CertificateProblems problems) => (request, certificate, given, errors) =>
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // For servers: another certificate of the same authority is not good enough.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        // The system does not know the authorities, which is why they are given. That the chain ends at one of them is checked below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        if (given is not null)
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainElements.Cast<X509ChainElement>().Select(e => e.Certificate).ToArray());
        var isValid = certificate is not null && chain.Build(certificate);
        var isInFile = chain.ChainElements.Cast<X509ChainElement>()
            .Any(e => authorities.Cast<X509Certificate2>().Any(a => a.RawData.SequenceEqual(e.Certificate.RawData)));
        // What the system found in the chain does not count; what it found in the name does.
        var found = (errors & ~SslPolicyErrors.RemoteCertificateChainErrors)
            | (isValid && isInFile ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
        return problems.Accept(request.RequestUri, found == SslPolicyErrors.None ? null
            : CertificateProblems.Describe(request.RequestUri, certificate, chain, found, file, isInFile));
    };
}
