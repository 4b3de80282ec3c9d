using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests which proxy a request uses, and the errors when a proxy refuses.</summary>
public sealed class ProxyTests
{
    private const string Password = "s3cr:et@%/x";
    private const string Encoded = "s3cr%3Aet%40%25%2Fx";

    [Theory]
    [InlineData("https_proxy=http://p1:3128 http_proxy=http://p2", "https://nova.example/", "http://p1:3128/")]
    [InlineData("https_proxy=http://p1:3128 http_proxy=http://p2", "http://nova.example/", "http://p2/")]
    [InlineData("HTTPS_PROXY=p1:3128", "https://nova.example/", "http://p1:3128/")]
    [InlineData("HTTPS_PROXY=p1:3128", "http://nova.example/", null)]
    [InlineData("https_proxy=http://low HTTPS_PROXY=http://high", "https://nova.example/", "http://low/")]
    [InlineData("https_proxy= HTTPS_PROXY=http://high", "https://nova.example/", "http://high/")]
    [InlineData("ALL_PROXY=socks5h://p:1080 HTTPS_PROXY=http://p1", "http://nova.example/", "socks5://p:1080/")]
    [InlineData("ALL_PROXY=http://all HTTPS_PROXY=http://p1", "https://nova.example/", "http://p1/")]
    [InlineData("HTTP_PROXY=http://p GATEWAY_INTERFACE=CGI/1.1", "http://nova.example/", "http://system/")]
    [InlineData("http_proxy=http://p GATEWAY_INTERFACE=CGI/1.1", "http://nova.example/", "http://p/")]
    [InlineData("HTTPS_PROXY=http://p1\r", "https://nova.example/", "http://p1/")]
    [InlineData("ALL_PROXY=http://user:pw@p1:8080/path", "https://nova.example/", "http://p1:8080/")]
    [InlineData("ALL_PROXY=http://[fd00::1]:8080", "https://nova.example/", "http://[fd00::1]:8080/")]
    [InlineData("ALL_PROXY=http://p1", "https://127.0.0.1/", null)]
    [InlineData("ALL_PROXY=http://p1", "http://[::1]:5000/v3", null)]
    [InlineData("ALL_PROXY=http://p1", "http://localhost:5000/v3", null)]
    [InlineData("", "https://nova.example/", "http://system/")]
    [InlineData("NO_PROXY=nova.example", "https://nova.example/", null)]
    [InlineData("HTTP_PROXY=http://p", "https://nova.example/", null)]
    public void Proxy_IsThatOfTheVariables_ThenThatOfTheSystem(string variables, string destination, string? expected)
    {
        var proxy = Proxy(variables, system: new WebProxy("http://system"));

        Assert.Equal(expected, proxy.Find(new Uri(destination))?.Uri.AbsoluteUri);
        Assert.Equal(expected is null, proxy.IsBypassed(new Uri(destination)));
        Assert.Equal(expected ?? destination, proxy.GetProxy(new Uri(destination)).AbsoluteUri);
    }

    [Theory]
    [InlineData("*", "https://nova.example/", true)]
    [InlineData("nova.example", "https://nova.example/", true)]
    [InlineData("example", "https://nova.example/", true)]
    [InlineData(".example", "https://nova.example/", true)]
    [InlineData("*.example", "https://nova.example/", true)]
    [InlineData(".nova.example", "https://nova.example/", true)]
    [InlineData("ova.example", "https://nova.example/", false)]
    [InlineData("NOVA.Example.", "https://nova.example/", true)]
    [InlineData("other, nova.example", "https://nova.example/", true)]
    [InlineData("other nova.example", "https://nova.example/", true)]
    [InlineData("nova.example:8774", "https://nova.example:8774/", true)]
    [InlineData("nova.example:443", "https://nova.example/", true)]
    [InlineData("nova.example:8774", "https://nova.example/", false)]
    [InlineData("nova.example:x", "https://nova.example/", false)]
    [InlineData("10.0.0.5", "https://10.0.0.5/", true)]
    [InlineData("10.0.0.5:8774", "https://10.0.0.5:8774/", true)]
    [InlineData("10.0.0.5:8774", "https://10.0.0.5/", false)]
    [InlineData("10.0.0.0/8", "https://10.200.3.4/", true)]
    [InlineData("10.0.0.0/9", "https://10.200.3.4/", false)]
    [InlineData("0.0.0.0/0", "https://10.200.3.4/", true)]
    [InlineData("10.0.0.0/8", "https://nova.example/", false)]
    [InlineData("10.0.0.0/33", "https://10.0.0.5/", false)]
    [InlineData("fd00::/8", "https://[fd12::1]/", true)]
    [InlineData("fd00::/16", "https://[fd12::1]/", false)]
    [InlineData("fd12::1", "https://[fd12::1]/", true)]
    [InlineData("[fd12::1]", "https://[fd12::1]/", true)]
    [InlineData("[fd12::1]:8774", "https://[fd12::1]:8774/", true)]
    [InlineData("fd12:0:0::1", "https://[fd12::1]/", true)]
    [InlineData("::ffff:10.0.0.5", "https://10.0.0.5/", true)]
    [InlineData("5", "https://10.0.0.5/", false)]
    [InlineData("b\u00fccher.example", "https://xn--bcher-kva.example/", true)]
    [InlineData(",, ,", "https://nova.example/", false)]
    public void NoProxy_SupportsSuffixesPortsAddressesAndNetworks(string list, string destination, bool isDirect) =>
        Assert.Equal(isDirect, Proxy("ALL_PROXY=http://p|NO_PROXY=" + list, '|').Find(new Uri(destination)) is null);

    [Theory]
    [InlineData("ftp://joe:hunter2@p", "HTTPS_PROXY specifies a proxy with a scheme that is not supported")]
    [InlineData("http://joe:hunter2@", "HTTPS_PROXY is not the URL of a proxy.")]
    [InlineData("http://joe:hunter2@p:port", "HTTPS_PROXY is not the URL of a proxy.")]
    [InlineData("://hunter2", "HTTPS_PROXY is not the URL of a proxy.")]
    public void Error_NamesTheVariable_WhenTheProxyIsInvalid(string value, string expected)
    {
        var proxy = Proxy("HTTPS_PROXY=" + value);

        var error = Assert.Throws<NovaException>(() => proxy.Find(new Uri("https://nova.example/")));

        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.Null(proxy.Find(new Uri("http://nova.example/")));
    }

    [Theory]
    [InlineData("joe:" + Encoded, "joe", Password, "")]
    [InlineData("joe:s3cr:et@%/x", "joe", Password, "")]
    [InlineData("CORP%5Cjoe:x", "joe", "x", "CORP")]
    [InlineData("joe", "joe", "", "")]
    public void CredentialInTheUrl_IsDecodedAndRemovedFromIt(string userInfo, string user, string password, string domain)
    {
        var proxy = Proxy("HTTPS_PROXY=http://" + userInfo + "@p:3128");

        var found = proxy.Find(new Uri("https://nova.example/"))!;
        var credential = proxy.GetCredential(found.Uri, "Basic")!;

        Assert.Equal(("http://p:3128/", "http://p:3128 (HTTPS_PROXY)"), (found.Uri.AbsoluteUri, found.ToString()));
        Assert.Equal((user, password, domain), (credential.UserName, credential.Password, credential.Domain));
        Assert.Equal(password.Length > 0, proxy.Secrets.Count > 0);
    }

    [Fact]
    public void Credentials_AreKept_WhenTheyAreOfTheUserOrTheSystem()
    {
        var own = new NetworkCredential("own", "x");
        var uri = new Uri("http://p:3128/");
        var system = new WebProxy("http://p:3128") { Credentials = CredentialCache.DefaultCredentials };

        Assert.Same(own, Proxy("ALL_PROXY=http://joe:y@p:3128", options: new ProxyOptions { Credential = own })
            .GetCredential(uri, "Basic"));
        Assert.Same(CredentialCache.DefaultNetworkCredentials,
            Proxy("", options: new ProxyOptions { UseDefaultCredentials = true }).GetCredential(uri, "NTLM"));
        Assert.Null(Proxy("", options: new ProxyOptions { UseDefaultCredentials = true }).GetCredential(uri, "Basic"));
        Assert.Same(CredentialCache.DefaultNetworkCredentials, Proxy("", system: system).GetCredential(uri, "Negotiate"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Request_PassesTheProxy_WithItsCredential(bool isTls, bool wantsCredential)
    {
        using var certificate = Certificate();
        using var server = Serve(isTls ? certificate : null);
        using var proxy = new ProxyServer { Credential = wantsCredential ? "joe:" + Password : null };

        await SendAsync(server, (wantsCredential ? "joe:" + Encoded + "@" : "") + proxy.Address);

        Assert.Equal("POST /v2.1/x HTTP/1.1", Assert.Single(server.Requests).Line);
        Assert.Equal("{}", server.Requests[0].Body);
        Assert.Null(server.Requests[0].Header("Proxy-Authorization") is { } header && isTls ? header : null);
        Assert.Equal((wantsCredential ? 2 : 1, isTls ? "CONNECT " + server.Url.Authority : "POST " + server.Url.AbsoluteUri + "v2.1/x"),
            (proxy.Lines.Count, proxy.Lines[^1]));
    }

    [Theory]
    [InlineData(true, null, 407, NovaErrorId.NovaProxyRefused, "requires a valid user name and password (HTTP 407)", "-ProxyCredential")]
    [InlineData(false, null, 407, NovaErrorId.NovaProxyRefused, "requires a valid user name and password (HTTP 407)", "-ProxyCredential")]
    [InlineData(true, 403, 403, NovaErrorId.NovaProxyRefused, "refused to connect to https://localhost:", "allow this address and port")]
    [InlineData(true, 502, 502, NovaErrorId.NovaConnectionFailed, "could not connect to https://localhost:",
        "whether the proxy reaches it")]
    [InlineData(false, 502, 502, NovaErrorId.NovaServiceUnavailable, "The response may be from the proxy http://127.0.0.1:", "")]
    [InlineData(false, 403, 403, NovaErrorId.NovaForbidden, "The response may be from the proxy http://127.0.0.1:", "")]
    public async Task Error_NamesTheProxy_WhenItMayHaveResponded(bool isTls, int? refusal, int status, NovaErrorId id, string message,
        string remedy)
    {
        using var certificate = Certificate();
        using var server = Serve(isTls ? certificate : null);
        using var proxy = new ProxyServer { Credential = refusal is null ? "joe:other" : null, Refusal = refusal, Page = "You sent {0}" };

        var error = await Clients.FailsAsync(SendAsync(server, "joe:" + Encoded + "@" + proxy.Address));

        Assert.Equal((id, (int?)status, false), (error.ErrorId, error.StatusCode, error.LeavesOutcomeUnknown && isTls));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
        foreach (var secret in new[] { Password, Encoded, "s3cr", Convert.ToBase64String("joe:s3cr:et@%/x"u8.ToArray()) })
            Assert.DoesNotContain(secret, error.ToString() + error.FaultMessage, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Error_DoesNotNameTheProxy_WhenTheCloudRespondsThroughATunnel()
    {
        using var certificate = Certificate();
        using var server = Serve(certificate, 503);
        using var proxy = new ProxyServer();

        var error = await Clients.FailsAsync(SendAsync(server, proxy.Address));

        Assert.Equal(NovaErrorId.NovaServiceUnavailable, error.ErrorId);
        Assert.DoesNotContain("proxy", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Error_NamesTheProxy_WhenItDoesNotListen()
    {
        using var server = Serve(null);
        using var port = new SilentPort();
        var address = "127.0.0.1:" + port.Number;

        var error = await Clients.FailsAsync(SendAsync(server, "joe:" + Encoded + "@" + address));

        Assert.Equal((NovaErrorId.NovaConnectionFailed, true), (error.ErrorId, error.WasNeverSent));
        Assert.StartsWith("No connection to the proxy http://" + address + " (-Proxy) for " + server.Url.GetLeftPart(UriPartial.Authority)
            + ": ", error.Message, StringComparison.Ordinal);
    }

    private static RawServer Serve(X509Certificate2? certificate, int status = 200) => new(_ => Task.FromResult<string?>(
        RawServer.Respond(status, "{}", "Connection: close\r\n")),
        certificate is null ? null : new SslServerAuthenticationOptions { ServerCertificate = certificate });

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<bool> SendAsync(RawServer server, string proxy)
    {
        using var transport = new HttpTransport(TestWait.Bound, SystemClock.Instance, new TransportOptions
        {
            Tls = new TlsOptions { SkipCheck = true },
            Proxy = new ProxyOptions { Address = ProxyAddress.Parse("http://" + proxy, "-Proxy") },
        });
        return await transport.SendAsync(new ApiRequest(HttpMethod.Post, new Uri(server.Url, "/v2.1/x")) { Body = "{}"u8.ToArray() },
            _ => true, NoLog.Instance, CancellationToken.None);
    }

    private static ClientProxy Proxy(string variables, char separator = ' ', IWebProxy? system = null, ProxyOptions? options = null)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in variables.Split(separator, StringSplitOptions.RemoveEmptyEntries))
            values[variable.Split('=')[0]] = variable.Split('=', 2)[1];
        return new ClientProxy(options, name => values.GetValueOrDefault(name), system);
    }
}
