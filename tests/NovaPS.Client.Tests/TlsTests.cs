using System;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Whom we trust on https, and with which certificate we come.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("novaps").FullName;
    private readonly X509Certificate2 _authority = Authority("CN=Ours");
    private readonly X509Certificate2 _other = Authority("CN=Other");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_the_system_does_not_trust_is_a_TLS_failure()
    {
        using var server = Serve("localhost");

        Assert.Equal(NovaErrorId.NovaTlsFailure, (await Clients.FailsAsync(Get(server, null))).ErrorId);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cacert_is_trusted_and_with_others_beside_it()
    {
        using var server = Serve("localhost");

        await Get(server,
            new TlsOptions { CaFile = Write("ca.pem", "Comments are allowed.\n" + _other.ExportCertificatePem() + "\n"
            + _authority.ExportCertificatePem() + "\n") });

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("elsewhere.example", true)]
    public async Task A_cacert_trusts_no_other_authority_and_no_other_name(string name, bool isOurs)
    {
        using var server = Serve(name);
        var authority = isOurs ? _authority : _other;

        var error = await Clients.FailsAsync(Get(server, new TlsOptions { CaFile = Write("ca.pem", authority.ExportCertificatePem()) }));

        Assert.Equal(NovaErrorId.NovaTlsFailure, error.ErrorId);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_expired_certificate_is_not_trusted()
    {
        using var server = Serve("localhost", DateTimeOffset.UtcNow.AddDays(-1));

        var error = await Clients.FailsAsync(Get(server, new TlsOptions { CaFile = Write("ca.pem", _authority.ExportCertificatePem()) }));

        Assert.Equal(NovaErrorId.NovaTlsFailure, error.ErrorId);
    }

    [Fact]
    public async Task Without_a_check_anything_is_trusted()
    {
        using var server = Serve("elsewhere.example");

        await Get(server, new TlsOptions { SkipCheck = true });

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_certificate_of_our_own_is_shown(bool isOneFile, bool isPfx)
    {
        X509Certificate2? shown = null;
        using var mine = Issue("CN=me", "me", DateTimeOffset.UtcNow.AddDays(10));
        using var server = Serve("localhost", see: c => shown = c);
        var (certificate, key) = (mine.ExportCertificatePem(), mine.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var options = new TlsOptions { SkipCheck = true };
        if (isPfx)
        {
            options.CertificateFile = Path.Combine(_folder, "me.pfx");
            File.WriteAllBytes(options.CertificateFile, mine.Export(X509ContentType.Pkcs12));
        }
        else
        {
            options.CertificateFile = Write("me.pem", isOneFile ? certificate + "\n" + key : certificate);
            options.KeyFile = isOneFile ? null : Write("me.key", key);
        }

        await Get(server, options);

        Assert.Equal(mine.Thumbprint, shown?.Thumbprint);
    }

    [Theory]
    [InlineData("ca", null)]
    [InlineData("ca", "no certificate at all")]
    [InlineData("own", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----")]
    [InlineData("own", "no certificate at all")]
    public void A_file_that_cannot_be_used_is_named_before_anything_is_sent(string use, string? text)
    {
        var path = text is null ? Path.Combine(_folder, "missing.pem") : Write("bad.pem", text);

        var error = Assert.Throws<NovaException>(() => new HttpTransport(TimeSpan.FromSeconds(30), SystemClock.Instance,
            use == "ca" ? new TlsOptions { CaFile = path } : new TlsOptions { CertificateFile = path }));

        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.StartsWith("The certificate file " + path, error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Path.Combine(_folder, name);
    }

    private static Task<Accepted> Get(RawServer server, TlsOptions? tls) =>
        Connector.FromToken(server.Url + "v2.1", Clients.Project, Clients.Token, null, TimeSpan.FromSeconds(30), tls,
            SystemClock.Instance).Client!.StartAsync();

    private RawServer Serve(string name, DateTimeOffset? until = null, Action<X509Certificate2>? see = null)
    {
        var certificate = Issue("CN=" + name, name, until ?? DateTimeOffset.UtcNow.AddDays(10));
        return new RawServer(_ => Task.FromResult<string?>(RawServer.Respond(202)), new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = see is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
            {
                if (shown is not null)
                    see?.Invoke(new X509Certificate2(shown));
                return shown is not null || see is null;
            },
        });
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(20));
    }

    private X509Certificate2 Issue(string subject, string name, DateTimeOffset until)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-10), until, RandomNumberGenerator.GetBytes(8));
        using var whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
