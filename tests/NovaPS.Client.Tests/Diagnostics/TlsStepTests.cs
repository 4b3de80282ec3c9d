using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests.Diagnostics;

/// <summary>Tests the step that examines certificates. It uses the computer's clock, because certificates are checked by it.</summary>
public sealed class TlsStepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("novaps").FullName;
    private readonly TestAuthority _ours = new("CN=Ours");
    private readonly TestAuthority _other = new("CN=Other");
    // .NET checks certificates at the system time.
    private readonly DiagnosisRun _run = new() { Clock = new TestClock { Start = DateTimeOffset.UtcNow } };

    private string File => _ours.Save(Path.Combine(_folder, "ca.pem"));

    public void Dispose()
    {
        _ours.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(365, "Ok", "the subject CN=localhost and the issuer CN=Ours", "valid until 20", "ca.pem")]
    [InlineData(20.5, "Warning", "expires in 20 days", "renew")]
    public async Task Tls_ShowsTheCertificate_WhenItIsTrusted(double days, string result, params string[] texts)
    {
        using var cloud = new TestCloud(_ours.Serve("localhost", days));

        await _run.OfAsync(DiagnosisRun.LoginTo(cloud.Server.Url, new TlsOptions { CaFile = File }));

        _run.AssertRow("Keystone TLS", result, texts);
        _run.AssertRow("Login", "Ok");
    }

    [Theory]
    [InlineData("localhost", -3, true, "its certificate expired on 20", "renewed")]
    [InlineData("elsewhere.example", 365, true, "not for the name localhost but for", "elsewhere.example")]
    [InlineData("localhost", 365, false, "is not in ", "ca.pem", "issuer CN=Other")]
    public async Task Tls_FailsAndNothingIsSent_WhenTheCertificateIsBad(string name, int days, bool isOurs, params string[] texts)
    {
        using var cloud = new TestCloud((isOurs ? _ours : _other).Serve(name, days));

        await _run.OfAsync(DiagnosisRun.LoginTo(cloud.Server.Url, new TlsOptions { CaFile = File }));

        _run.AssertFailed("Keystone TLS", texts);
        _run.AssertRow("Keystone TLS", "Failed", "subject CN=" + name, "issuer CN=", "valid from", "No credential is sent");
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task Tls_Fails_WhenTheSystemDoesNotTrustTheAuthority()
    {
        using var cloud = new TestCloud(_ours.Serve("localhost"));

        await _run.OfAsync(DiagnosisRun.LoginTo(cloud.Server.Url));

        _run.AssertFailed("Keystone TLS", "is not trusted by this computer", "-CACertificate");
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task Tls_Warns_WhenTheCheckIsTurnedOff()
    {
        using var cloud = new TestCloud(_ours.Serve("elsewhere.example"));

        await _run.OfAsync(DiagnosisRun.LoginTo(cloud.Server.Url, new TlsOptions { SkipCheck = true }));

        _run.AssertRow("Keystone TLS", "Warning", "elsewhere.example", "the check is turned off");
        _run.AssertRow("Server list", "Ok");
    }

    [Fact]
    public async Task Tls_Fails_WhenThePortDoesNotUseTls()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = RefuseAsync(listener, stop.Token);

        await _run.OfAsync(DiagnosisRun.LoginTo(new Uri("https://localhost:" + ((IPEndPoint)listener.LocalEndpoint).Port)));

        _run.AssertFailed("Keystone TLS", "TLS connection to https://localhost", "http://");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact]
    public async Task Tls_Warns_WhenAnotherComputerIsUsedWithoutIt()
    {
        using var cloud = new TestCloud();
        cloud.Endpoints = """{"interface": "public", "region_id": "RegionOne", "url": "http://nova.invalid:8774/v2.1"}""";
        using var port = new RawServer(_ => RawServer.Respond(404));
        cloud.Endpoints = cloud.Endpoints.Replace("8774", port.Url.Port.ToString(null, null), StringComparison.Ordinal);

        await _run.OfAsync(DiagnosisRun.LoginTo(cloud.Server.Url));

        _run.AssertRow("Nova TLS", "Warning", "the token is sent without encryption");
    }

    [Fact]
    public async Task Tls_IsExaminedThroughTheProxy_WhenThereIsOne()
    {
        using var proxy = new ProxyServer { Credential = "user:C4n4ry" };
        using var cloud = new TestCloud(_ours.Serve("keystone.example"));
        cloud.Endpoints = cloud.Endpoints.Replace("URL", "https://keystone.example:" + cloud.Server.Url.Port, StringComparison.Ordinal);
        var request = DiagnosisRun.LoginTo(new Uri("https://keystone.example:" + cloud.Server.Url.Port), new TlsOptions { CaFile = File });
        request.Proxy = new ProxyOptions { Address = ProxyAddress.Parse("http://user:C4n4ry@" + proxy.Address, "-Proxy") };

        await _run.OfAsync(request);

        _run.AssertRow("Proxy", "Ok", "use the proxy http://" + proxy.Address + " (-Proxy)");
        _run.AssertRow("Keystone DNS", "Ok", "The proxy 127.0.0.1 is an address");
        _run.AssertRow("Keystone TCP", "Ok", "The proxy " + proxy.Address + " accepts connections");
        _run.AssertRow("Keystone TLS", "Ok", "CN=keystone.example");
        _run.AssertRow("Latency", "Ok");
    }

    [Theory]
    [InlineData("https", "Keystone TLS")]
    [InlineData("http", "Keystone version")]
    public async Task Step_NamesTheProxy_WhenTheProxyRefuses(string scheme, string step)
    {
        using var proxy = new ProxyServer { Credential = "user:C4n4ry" };
        var request = DiagnosisRun.LoginTo(new Uri(scheme + "://keystone.example:5000"));
        request.Proxy = new ProxyOptions { Address = ProxyAddress.Parse("http://user:C4n4ry-wrong@" + proxy.Address, "HTTPS_PROXY") };

        await _run.OfAsync(request);

        _run.AssertFailed(step, "The proxy http://" + proxy.Address + " (HTTPS_PROXY) requires a valid user name", "-ProxyCredential");
    }

    [Fact]
    public async Task Proxy_IsNamedInTheRemedy_WhenItAcceptsNoConnection()
    {
        var request = DiagnosisRun.LoginTo(new Uri("https://keystone.example:5000"));
        request.Proxy = new ProxyOptions { Address = ProxyAddress.Parse("http://127.0.0.1:1", "-Proxy") };

        await _run.OfAsync(request);

        _run.AssertFailed("Keystone TCP", "The proxy 127.0.0.1:1 accepts no connection", "-NoProxy");
    }

    [Fact]
    public async Task Tls_Fails_WhenNothingResponds()
    {
        using var cloud = new TestCloud();
        var diagnosis = _run.OfAsync(DiagnosisRun.LoginTo(new Uri("https://localhost:" + cloud.Server.Url.Port)));

        await TestWait.UntilAsync(() =>
        {
            _run.Clock.Expire(DiagnosisRun.RequestTimeout);
            return diagnosis.IsCompleted;
        }, "the time limit of the handshake");

        await diagnosis;
        _run.AssertFailed("Keystone TLS", "within 20 s", "uses TLS");
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task Tls_ExaminesNova_WhenItIsOnAnotherPort()
    {
        using var nova = new TestCloud(_other.Serve("localhost"));
        using var cloud = new TestCloud(_ours.Serve("localhost"));
        cloud.Endpoints = """{"interface": "public", "region_id": "RegionOne", "url": "NOVA/v2.1"}"""
            .Replace("NOVA/", nova.Server.Url.AbsoluteUri, StringComparison.Ordinal);

        await _run.OfAsync(DiagnosisRun.LoginTo(cloud.Server.Url, new TlsOptions { CaFile = File }));

        _run.AssertRow("Nova DNS", "Skipped", "The same host");
        _run.AssertRow("Nova TCP", "Ok");
        _run.AssertFailed("Nova TLS", "issuer CN=Other");
        Assert.Empty(nova.Requests);
        Assert.Equal("DELETE /v3/auth/tokens", cloud.Requests[^1]);
    }

    /// <summary>Responds to any input as an http:// port does.</summary>
    private static async Task RefuseAsync(TcpListener listener, CancellationToken cancellation)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(cancellation);
            await client.GetStream().ReadAtLeastAsync(new byte[5], 5, throwOnEndOfStream: false, cancellation);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), cancellation);
        }
    }
}
