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

/// <summary>Creates the handler that sends HTTP requests.</summary>
internal static class HttpHandlers
{
    /// <summary>SecurityProtocolType.SystemDefault, which .NET Standard does not define.</summary>
    private const SecurityProtocolType SystemDefault = 0;

    /// <summary>Whether this is Windows PowerShell.</summary>
    public static readonly bool IsFramework =
        RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal);

    /// <exception cref="NovaException">NovaConnectInputInvalid: a certificate file cannot be used.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "The user requests it with verify: false or -SkipCertificateCheck.")]
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
        // The default of the system is preferred, because Tls12 would disable TLS 1.3. But .NET Framework enables old TLS versions in
        // Windows PowerShell, which targets an old .NET Framework, unless the administrator selected the default of the system.
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

    /// <summary>Accepts the certificates that the system accepts, and stores why others are not accepted.</summary>
    private static Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool> TrustSystem(
        CertificateProblems problems) => (request, certificate, chain, errors) =>
    {
        // A script may have set the callback of the process, which .NET Framework does not call if the handler has its own.
        if (IsFramework && ServicePointManager.ServerCertificateValidationCallback is { } own)
            return own(request, certificate, chain, errors);
        return problems.Accept(request.RequestUri, errors == SslPolicyErrors.None ? null
            : CertificateProblems.Describe(request.RequestUri, certificate, chain, errors, null));
    };

    /// <summary>
    /// Sets the maximum number of connections to the host of a request. .NET Framework creates the limit with the first request of the
    /// process, and ignores the limit of later handlers. Another module may have created it, with the default of two.
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
    /// Accepts only certificates that were issued by these authorities. As with cacert in openstacksdk, they replace those of the system.
    /// </summary>
    private static Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool> TrustOnly(
        X509Certificate2Collection authorities, string file, CertificateProblems problems) => (request, certificate, given, errors) =>
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Server authentication: other certificates from the same authority are not accepted.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        // The system does not know the authorities. Whether the chain has one of them is checked below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        if (given is not null)
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainElements.Cast<X509ChainElement>().Select(e => e.Certificate).ToArray());
        var isValid = certificate is not null && chain.Build(certificate);
        var isInFile = chain.ChainElements.Cast<X509ChainElement>()
            .Any(e => authorities.Cast<X509Certificate2>().Any(a => a.RawData.SequenceEqual(e.Certificate.RawData)));
        // Chain errors from the system's check do not apply, but name errors do.
        var found = (errors & ~SslPolicyErrors.RemoteCertificateChainErrors)
            | (isValid && isInFile ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
        return problems.Accept(request.RequestUri, found == SslPolicyErrors.None ? null
            : CertificateProblems.Describe(request.RequestUri, certificate, chain, found, file, isInFile));
    };
}
