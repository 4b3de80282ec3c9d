using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests which server certificates are trusted, and which client certificate is sent.</summary>
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
    public async Task CaFile_IsTrusted_WhenItHasSeveralCertificates()
    {
        using var server = Serve("localhost");

        await Get(server,
            new TlsOptions { CaFile = Write("ca.pem", "Comments are allowed.\n" + _other.ExportCertificatePem() + "\n"
            + _authority.ExportCertificatePem() + "\n") });

        Assert.Single(server.Requests);
    }

    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "", "localhost", "the authority that issued its certificate is not trusted by this computer", "-CACertificate" },
        { "", "elsewhere.example", "is not for the name localhost but for .*elsewhere\\.example; the authority", "Connect with a name" },
        { "", "expired", "its certificate expired on 20\\d\\d-\\d\\d-\\d\\d .*; the authority", "renewed.* -CACertificate" },
        { "", "self-signed", "its certificate is self-signed and is not trusted by this computer", "-CACertificate" },
        { "ours", "elsewhere.example", "is not for the name localhost but for .*elsewhere\\.example \\(subject", "Connect with a name" },
        { "ours", "expired", "its certificate expired on 20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC \\(subject", "renewed" },
        { "ours", "not yet valid", "its certificate is not valid before 20\\d\\d-.* UTC \\(subject", "clock of this computer" },
        { "ours", "self-signed", "its certificate is self-signed and is not in .*ca\\.pem \\(subject", "-CACertificate" },
        { "ours", "for clients", "its certificate is not for servers \\(subject", "server authentication" },
        { "other", "localhost", "the authority that issued its certificate is not in .*ca\\.pem \\(subject", "-CACertificate" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Certificate_IsRefused_WithReasonSubjectIssuerDatesAndRemedy(string trusted, string kind, string reason, string remedy)
    {
        using var server = Serve(kind);
        var options = trusted.Length == 0 ? null
            : new TlsOptions { CaFile = Write("ca.pem", (trusted == "ours" ? _authority : _other).ExportCertificatePem()) };

        var error = await Clients.FailsAsync(Get(server, options));

        Assert.Equal((NovaErrorId.NovaTlsFailure, true), (error.ErrorId, error.WasNeverSent));
        Assert.Matches("^The TLS connection to https://localhost:[0-9]+ failed: .*" + reason, error.Message);
        var (subject, issuer) = kind == "self-signed" ? ("CN=self", "CN=self") : ("CN=" + kind, "CN=Ours");
        Assert.Matches(@"\(subject " + subject + ", issuer " + issuer + @", valid from 20[-\d: ]+ UTC to 20[-\d: ]+ UTC\)\.$",
            error.Message);
        Assert.Matches(remedy, error.Remedy);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Error_NamesTheAuthority_WhenItHasExpired()
    {
        using var old = Authority("CN=Old", DateTimeOffset.UtcNow.AddDays(-1));
        using var server = Serve("localhost", issuer: old);

        var error = await Clients.FailsAsync(Get(server, new TlsOptions { CaFile = Write("ca.pem", old.ExportCertificatePem()) }));

        Assert.Contains("the certificate of its authority CN=Old expired on ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_HasNoEscapeSequences_WhenTheCertificateHasThem()
    {
        using var server = Serve("\u001b[2J\u202eevil");

        var error = await Clients.FailsAsync(Get(server, null));

        Assert.Contains("\\u001b[2J", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.ToString(), c => c is '\u001b' or '\u202e');
    }

    [Fact]
    public async Task Handshake_IsNotReportedAsABadCertificate_WhenItBreaksOff()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(RawServer.Respond(400)));
            }
        });
        var url = "https://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Clients.FailsAsync(Connector.FromToken(url + "/v2.1", Clients.Project, Clients.Token, null,
            TimeSpan.FromSeconds(30), null, SystemClock.Instance).Client!.StartAsync());

        Assert.Equal(NovaErrorId.NovaTlsFailure, error.ErrorId);
        Assert.Contains("may have to begin with http://", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_IsAccepted_WhenTheCheckIsTurnedOff()
    {
        using var server = Serve("elsewhere.example");

        await Get(server, new TlsOptions { SkipCheck = true });

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task ClientCertificate_IsSent_WhenItIsConfigured(bool isOneFile, bool isPfx)
    {
        X509Certificate2? shown = null;
        using var mine = Issue("CN=me", "me", DateTimeOffset.UtcNow.AddDays(10));
        using var server = Serve("localhost", c => shown = c);
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
    public void Error_NamesTheCertificateFile_WhenItCannotBeUsed(string use, string? text)
    {
        var path = text is null ? Path.Combine(_folder, "missing.pem") : Write("bad.pem", text);

        var error = Assert.Throws<NovaException>(() => new HttpTransport(TimeSpan.FromSeconds(30), SystemClock.Instance,
            new TransportOptions
            {
                Tls = use == "ca" ? new TlsOptions { CaFile = path } : new TlsOptions { CertificateFile = path },
            }));

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

    private RawServer Serve(string kind, Action<X509Certificate2>? see = null, X509Certificate2? issuer = null)
    {
        var now = DateTimeOffset.UtcNow;
        var certificate = kind switch
        {
            "self-signed" => Issue("CN=self", "localhost", now.AddDays(10), isSelfSigned: true),
            "expired" => Issue("CN=" + kind, "localhost", now.AddDays(-1)),
            "not yet valid" => Issue("CN=" + kind, "localhost", now.AddDays(10), now.AddDays(2)),
            "for clients" => Issue("CN=" + kind, "localhost", now.AddDays(10), usage: "1.3.6.1.5.5.7.3.2"),
            "elsewhere.example" => Issue("CN=" + kind, kind, now.AddDays(10)),
            _ => Issue("CN=" + kind, "localhost", now.AddDays(10), issuer: issuer),
        };
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

    private static X509Certificate2 Authority(string name, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), until ?? DateTimeOffset.UtcNow.AddDays(20));
    }

    private X509Certificate2 Issue(string subject, string name, DateTimeOffset until, DateTimeOffset? from = null,
        bool isSelfSigned = false, string? usage = null, X509Certificate2? issuer = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var start = from ?? DateTimeOffset.UtcNow.AddDays(-10);
        // An authority that has expired may have issued certificates that are valid for longer.
        using var certificate = isSelfSigned ? request.CreateSelfSigned(start, until)
            : issuer is null ? request.Create(_authority, start, until, RandomNumberGenerator.GetBytes(8))
            : request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForRSA(issuer.GetRSAPrivateKey()!,
                RSASignaturePadding.Pkcs1), start, until, RandomNumberGenerator.GetBytes(8));
        using var whole = isSelfSigned ? new X509Certificate2(certificate) : certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12((isSelfSigned ? certificate : whole).Export(X509ContentType.Pkcs12), null);
    }
}
