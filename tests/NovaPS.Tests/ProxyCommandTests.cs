using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests connecting through a proxy, and to an endpoint without TLS.</summary>
public sealed class ProxyCommandTests : IDisposable
{
    private const string Password = "C4n4ry:p@%/";
    private const string Encoded = "C4n4ry%3Ap%40%25%2F";

    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("-Proxy PROXY -ProxyCredential $proxyCredential")]
    [InlineData("-Proxy http://joe:" + Encoded + "@PROXY")]
    [InlineData("-Proxy http://joe:wrong@PROXY -ProxyCredential $proxyCredential")]
    public void Connect_UsesTheProxy_WhenItsCredentialIsSpecified(string arguments)
    {
        _host.StartSimulator("web1 -StartDelay 0");
        using var proxy = new ProxyServer { Credential = "joe:" + Password };

        Connect(arguments.Replace("PROXY", proxy.Address, StringComparison.Ordinal)).AssertNoErrors();

        Assert.Equal("ACTIVE", (string)_host.Value("(Start-NovaServer web1 -Wait).Status"));
        Assert.Contains(proxy.Lines, l => l.StartsWith("POST http://127.0.0.1:", StringComparison.Ordinal)
            && l.EndsWith("/auth/tokens", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Proxy http://joe:" + Encoded + "@PROXY")]
    [InlineData("-Proxy PROXY -ProxyCredential $proxyCredential")]
    public void Connect_ReportsNovaProxyRefusedWithoutThePassword_WhenTheProxyRefuses(string arguments)
    {
        _host.StartSimulator("web1");
        using var proxy = new ProxyServer { Credential = "joe:other", Page = "{0}" };

        var result = Connect(arguments.Replace("PROXY", proxy.Address, StringComparison.Ordinal) + " -Verbose -Debug");

        var error = result.AssertTerminatingError("NovaProxyRefused");
        Assert.Contains("the proxy http://" + proxy.Address + " (-Proxy) requires", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-ProxyCredential", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var everything = string.Join("\n", result.Output.Select(o => o.ToString()).Concat(result.Warning).Append(ScriptResult.Text(error))
            .Append(error.Exception.ToString()).Append((string)_host.Value("$Error | Format-List * -Force | Out-String")));
        foreach (var secret in new[] { "C4n4ry", Convert.ToBase64String("joe:C4n4ry:p@%/"u8.ToArray()) })
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NoProxy -Proxy http://p", "-NoProxy connects without a proxy")]
    [InlineData("-NoProxy -ProxyUseDefaultCredentials", "-NoProxy connects without a proxy")]
    [InlineData("-ProxyCredential $proxyCredential -ProxyUseDefaultCredentials", "both specify the proxy's credential")]
    [InlineData("-Proxy $env:NOT_SET", "-Proxy is empty")]
    [InlineData("-Proxy ''", "-Proxy")]
    [InlineData("-Proxy http://joe:C4n4ry@:x", "-Proxy is not the URL of a proxy")]
    [InlineData("-Proxy http://joe:C4n4ry@p:99999", "-Proxy is not the URL of a proxy")]
    [InlineData("-Proxy ftp://C4n4ry@p", "specifies a proxy with a scheme that is not supported")]
    public void Connect_ReportsAnError_WhenProxyParametersConflict(string arguments, string expected)
    {
        _host.StartSimulator("web1");

        var error = Connect(arguments).AssertTerminatingError("NovaConnectInputInvalid");

        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("C4n4ry", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "NovaConnectInputInvalid")]
    [InlineData("-AllowHttpEndpoint", null)]
    [InlineData("-Endpoint NOVA", null)]
    public void Connect_RefusesAnHttpEndpoint_UnlessItIsAllowedOrSpecified(string arguments, string? errorId)
    {
        // Only the proxy resolves this name. An address of the computer would be a loopback address, or not exist on every system.
        using var proxy = new ProxyServer();
        using var nova = new RawServer(_ => RawServer.Respond(200,
            """{"version": {"id": "v2.1", "version": "2.93", "min_version": "2.1"}}""", "Connection: close\r\n"));
        var url = "http://nova.example:" + nova.Url.Port + "/v2.1";
        using var certificate = Certificate();
        using var keystone = new RawServer(_ => Task.FromResult<string?>(RawServer.Respond(201,
            """{"token": {"project": {"id": "p1", "name": "p"}, "catalog": [{"type": "compute", "endpoints": [{"interface": "public", "region_id": "R", "url": "URL"}]}]}}"""
                .Replace("URL", url, StringComparison.Ordinal), "X-Subject-Token: t\r\n")),
            new SslServerAuthenticationOptions { ServerCertificate = certificate });

        var result = _host.Run("Connect-NovaProject -AuthUrl " + keystone.Url + " -Credential $credential -ProjectName p "
            + "-SkipCertificateCheck -Proxy " + proxy.Address + " " + arguments.Replace("NOVA", url, StringComparison.Ordinal),
            ("credential", new PSCredential("demo", new NetworkCredential("", "x").SecurePassword)));

        if (errorId is null)
        {
            Assert.Equal(url, result.AssertNoErrors().Output.Single().Properties["Endpoint"].Value);
            return;
        }

        var error = result.AssertTerminatingError(errorId);
        Assert.Contains("the catalog of " + keystone.Url + "v3 has the compute endpoint " + url, error.ToString(),
            StringComparison.OrdinalIgnoreCase);
        Assert.Empty(nova.Requests);
    }

    private ScriptResult Connect(string arguments) => _host.Run("$null = Connect-NovaProject -AuthUrl $sim.AuthUrl -Credential "
        + "([pscredential]::new('demo', (ConvertTo-SecureString $sim.GetPassword() -AsPlainText -Force))) -ProjectName demo " + arguments,
        ("proxyCredential", new PSCredential("joe", new NetworkCredential("", Password).SecurePassword)));

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
