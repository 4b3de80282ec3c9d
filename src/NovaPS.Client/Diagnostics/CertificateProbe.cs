using System;
using System.Globalization;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Diagnostics;

/// <summary>
/// Reads the certificate of a server through the handler that all requests use, so proxies and trust are the same. The one request that
/// follows the handshake has no credential.
/// </summary>
internal static class CertificateProbe
{
    /// <exception cref="NovaException">There is no certificate: the port does not use TLS, or a proxy refused the connection.</exception>
    public static async Task<CertificateFacts> ReadAsync(Uri uri, HttpTransport transport, IClock clock,
        CancellationToken cancellation)
    {
        var (tls, timeout) = (transport.Tls, transport.TimeLimit);
        CertificateFacts? found = null;
        var problems = new CertificateProblems();
        using var handler = HttpHandlers.Create(1, tls, transport.Proxy, problems);
        var check = handler.ServerCertificateCustomValidationCallback;
        handler.ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) =>
        {
            var isAccepted = check(message, certificate, chain, errors);
            if (certificate is not null)
                found = new CertificateFacts(certificate, isAccepted, problems.Find(uri)
                    // If the check is turned off, its problem is still reported.
                    ?? (tls?.SkipCheck == true && errors != SslPolicyErrors.None
                        ? CertificateProblems.Describe(uri, certificate, chain, errors, null) : null));
            return isAccepted;
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        clock.CancelAfter(limit, timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri.GetLeftPart(UriPartial.Authority) + "/");
            // A missing client certificate fails only here. The status code of the response does not matter.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token)
                .ConfigureAwait(false);
            return found ?? throw new NovaException(NovaErrorId.NovaTlsFailure, uri.Authority + " sent no certificate");
        }
        catch (Exception e) when (TransportErrors.IsTransport(e) && !limit.IsCancellationRequested)
        {
            return found is { IsAccepted: false } ? found
                : throw ProxyErrors.Translate(e, uri, transport.Proxy.Find(uri), transport.Redactor)
                ?? TransportErrors.Translate(e, uri, problems, transport.Redactor);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // After the certificate was received, the response does not matter.
            return found ?? throw new NovaException(NovaErrorId.NovaRequestTimeout, string.Format(CultureInfo.InvariantCulture,
                "no response from {0} to the TLS handshake within {1:0.###} s", uri.Authority, timeout.TotalSeconds))
            {
                Remedy = "Check that the port uses TLS. If the cloud is slow, use a longer -RequestTimeout.",
            };
        }
    }
}

/// <summary>A certificate, and why it is not trusted.</summary>
internal sealed class CertificateFacts(X509Certificate2 certificate, bool isAccepted, CertificateProblem? problem)
{
    private readonly string _text = "The certificate has the subject " + certificate.Subject + " and the issuer " + certificate.Issuer
        + ", and is valid until " + certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".";

    /// <summary>When it expires.</summary>
    public DateTimeOffset NotAfter { get; } = certificate.NotAfter.ToUniversalTime();

    /// <summary>Whether the certificate is accepted.</summary>
    public bool IsAccepted { get; } = isAccepted;

    /// <summary>Why it is not trusted; null if it is.</summary>
    public CertificateProblem? Problem { get; } = problem;

    /// <summary>Subject, issuer and expiry.</summary>
    public override string ToString() => _text;
}
