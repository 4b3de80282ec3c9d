using System;
using Newtonsoft.Json.Linq;
using NovaPS.Client.Configuration;
using NovaPS.Client.Identity;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Tests the effect of the settings of a cloud.</summary>
public sealed class CloudSettingsTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("username: u, project_name: p", """{"name": "p", "domain": {"id": "default"}}""", """{"name": "u", "domain": {"id": "default"}}""")]
    [InlineData("username: u, project_id: 12345, project_name: p", """{"id": "12345"}""", """{"name": "u", "domain": {"id": "default"}}""")]
    [InlineData("username: u, project_name: p, domain_id: d", """{"name": "p", "domain": {"id": "d"}}""", """{"name": "u", "domain": {"id": "d"}}""")]
    [InlineData("username: u, project_name: p, domain_name: d, project_domain_id: e", """{"name": "p", "domain": {"id": "e"}}""", """{"name": "u", "domain": {"name": "d"}}""")]
    [InlineData("username: u, project_name: p, domain_id: d, user_domain_name: Foo", """{"name": "p", "domain": {"id": "d"}}""", """{"name": "u", "domain": {"id": "d"}}""")]
    [InlineData("username: u, user_id: '', project_name: p, project_id: ''", """{"name": "p", "domain": {"id": "default"}}""", """{"name": "u", "domain": {"id": "default"}}""")]
    [InlineData("user-id: u, tenant-name: p, project-domain-name: P, user_domain_name: U", """{"name": "p", "domain": {"name": "P"}}""", """{"id": "u"}""")]
    [InlineData("user_name: u, tenant_id: 7, user_domain_name: Default", """{"id": "7"}""", """{"name": "u", "domain": {"name": "Default"}}""")]
    public void UserProjectAndDomains_AreRead_ByAllTheirNames(string auth, string project, string user)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {auth: {auth_url: 'https://k/v3', password: s, " + auth + "}}}\n");

        var body = JObject.Parse(ConfigFolder.Body(_folder.Request("a")))["auth"]!;

        var expected = JObject.Parse(user);
        expected["password"] = "s";
        Assert.True(JToken.DeepEquals(JObject.Parse(project), body["scope"]!["project"]), body.ToString());
        Assert.True(JToken.DeepEquals(expected, body["identity"]!["password"]!["user"]), body.ToString());
    }

    [Theory]
    [InlineData("auth_type: v3applicationcredential, auth: {application_credential_id: i, application_credential_secret: s}", """{"methods": ["application_credential"], "application_credential": {"id": "i", "secret": "s"}}""")]
    [InlineData("auth_type: v3applicationcredential, auth: {application_credential_name: n, username: u, user_domain_id: d, application_credential_secret: s, project_name: ignored}", """{"methods": ["application_credential"], "application_credential": {"name": "n", "user": {"name": "u", "domain": {"id": "d"}}, "secret": "s"}}""")]
    [InlineData("auth_type: v3applicationcredential, auth: {application_credential_name: n, user_id: u, application_credential_secret: s}", """{"methods": ["application_credential"], "application_credential": {"name": "n", "user": {"id": "u"}, "secret": "s"}}""")]
    [InlineData("auth_type: v3token, auth: {token: t}", """{"methods": ["token"], "token": {"id": "t"}}""")]
    public void Login_RequestsNoScope_WithAnApplicationCredentialOrToken(string cloud, string identity)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud.Replace("auth: {", "auth: {auth_url: 'https://k/v3', ",
            StringComparison.Ordinal) + "}}\n");

        var body = JObject.Parse(ConfigFolder.Body(_folder.Request("a")))["auth"]!;

        Assert.True(JToken.DeepEquals(JObject.Parse(identity), body["identity"]), body.ToString());
        Assert.Null(body["scope"]);
    }

    [Theory]
    [InlineData("auth_type: v3totp, auth: {USER, passcode: 012345}", null, """["totp"]""", "012345")]
    [InlineData("auth_type: v3totp, passcode: 123456, auth: {USER}", null, """["totp"]""", "123456")]
    [InlineData("auth_type: v3totp, auth: {USER, passcode: '1'}", "654321", """["totp"]""", "654321")]
    [InlineData("auth: {USER}", "654321", """["totp"]""", "654321")]
    [InlineData("auth: {USER, passcode: 123456}", null, """["totp"]""", "123456")]
    [InlineData("auth_type: v3multifactor, auth_methods: [v3password, v3totp], auth: {USER, password: p, passcode: 123456}", null,
        """["password", "totp"]""", "123456")]
    [InlineData("auth_type: v3multifactor, auth: {auth_methods: [v3totp, v3password], USER, password: p, passcode: 123456}", null,
        """["totp", "password"]""", "123456")]
    [InlineData("auth_type: v3multifactor, auth_methods: 'v3password,v3totp', auth: {USER, password: p}", "654321",
        """["password", "totp"]""", "654321")]
    [InlineData("auth_type: v3multifactor, auth_methods: [v3password], auth: {USER, password: p}", null, """["password"]""", null)]
    [InlineData("auth: {USER, password: p}", "654321", """["password", "totp"]""", "654321")]
    // openstacksdk fails on these. NovaPS keeps the passcode for a Keystone that requires it.
    [InlineData("auth: {USER, password: p, passcode: 123456}", null, """["password"]""", null)]
    [InlineData("auth_type: v3password, auth: {USER, password: p, passcode: 123456}", null, """["password"]""", null)]
    public void Login_HasTheMethodsOfKeystoneauth_WhenThereIsAPasscode(string cloud, string? given, string methods, string? passcode)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud.Replace("USER",
            "auth_url: 'https://k/v3', project_name: x, username: u, user_domain_id: d", StringComparison.Ordinal) + "}}\n");

        var request = new CloudAuth(_folder.Find("a"), p => p).CreateRequest(null, given is null ? null : SecureText.From(given));

        var identity = JObject.Parse(ConfigFolder.Body(request))["auth"]!["identity"]!;
        Assert.Equal(methods, identity["methods"]!.ToString(Newtonsoft.Json.Formatting.None).Replace(",", ", ", StringComparison.Ordinal));
        Assert.Equal(passcode, (string?)identity["totp"]?["user"]?["passcode"]);
        Assert.Equal("x", request.Scope!.Name);
    }

    [Theory]
    [InlineData("auth_type: v3token, auth: {auth_url: 'https://k', token: t}")]
    [InlineData("auth: {auth_url: 'https://k', application_credential_id: i, application_credential_secret: s}")]
    public void Passcode_IsRefused_WhenTheLoginHasNoUser(string cloud)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud + "}}\n");

        var error = Assert.Throws<NovaException>(() => new CloudAuth(_folder.Find("a"), p => p).CreateRequest(null, SecureText.From("1")));

        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.StartsWith("-Passcode is valid only for the login of a user", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auth: {username: u, password: p}", "has no auth_url")]
    [InlineData("auth: {auth_url: 'https://k', password: p}", "has no username or user_id")]
    [InlineData("auth: {auth_url: 'https://k', username: u}",
        "has no password. Add it under auth, in the same file or in secure.yaml, or use -Credential.")]
    [InlineData("auth: {auth_url: 'https://k/v2.0', username: u, password: p}", "Keystone v2.0")]
    [InlineData("auth: {auth_url: 'https://k/v2/', username: u, password: p}", "Keystone v2.0")]
    [InlineData("auth_type: v2password, auth: {auth_url: 'https://k', username: u, password: p}", "Keystone v2.0")]
    [InlineData("auth_type: v3oidcpassword, auth: {auth_url: 'https://k', username: u, password: p}",
        "auth_type 'v3oidcpassword' is not supported; use password, token, v3applicationcredential, v3totp or v3multifactor")]
    [InlineData("auth_type: v3totp, auth: {auth_url: 'https://k', username: u}",
        "the login requires a passcode. Specify the current passcode")]
    [InlineData("auth_type: v3totp, auth: {auth_url: 'https://k', passcode: 1}", "has no username or user_id")]
    [InlineData("auth_type: v3multifactor, auth: {auth_url: 'https://k', username: u, password: p, passcode: 1}", "auth_methods is not")]
    [InlineData("auth_type: v3multifactor, auth_methods: [], auth: {auth_url: 'https://k', username: u}", "auth_methods is empty")]
    [InlineData("auth_type: v3multifactor, auth_methods: [v3password, v3oauth1], auth: {auth_url: 'https://k', username: u, password: p}",
        "the login method 'v3oauth1' is not supported; use v3password or v3totp")]
    [InlineData("auth_type: v3multifactor, auth_methods: [v3password, v3totp], auth: {auth_url: 'https://k', username: u, passcode: 1}",
        "has no password")]
    [InlineData("auth_type: v3applicationcredential, auth: {auth_url: 'https://k', application_credential_id: i, "
        + "application_credential_secret: s, trust_id: t}", "trusts are not supported")]
    [InlineData("auth_type: v3applicationcredential, auth: {auth_url: 'https://k', application_credential_id: i, "
        + "application_credential_secret: s, system_scope: all}", "servers belong to projects")]
    [InlineData("auth: {auth_url: 'https://k', username: u, password: p, domain_id: d}", "servers belong to projects")]
    [InlineData("auth: {auth_url: 'https://k', username: u, password: p, trust_id: t, project_name: x}", "trusts are not supported")]
    [InlineData("auth: {auth_url: 'https://k', username: u, password: p, system_scope: all}", "servers belong to projects")]
    [InlineData("auth: {auth_url: 'https://{nothing}.k', username: u, password: p}", "{nothing}, which is not set")]
    [InlineData("compute_api_version: two, auth: {auth_url: 'https://k', username: u, password: p}",
        "compute_api_version is not a microversion")]
    [InlineData("auth: {auth_url: 'https://{password}.k', username: u, password: p}", "is not allowed in a URL")]
    [InlineData("regions: [{name: R, vlaues: {}}], auth: {auth_url: 'https://k', username: u, password: p}",
        "a region can have only name and values")]
    [InlineData("compute_api_version: '2.10000000', auth: {auth_url: 'https://k', username: u, password: p}",
        "compute_api_version is not a microversion")]
    [InlineData("region_name: [a, b], auth: {auth_url: 'https://k', username: u, password: p}", "several regions")]
    [InlineData("auth: {auth_url: [x], username: u, password: p}", "auth_url is a list or a mapping")]
    public void Error_NamesLineAndReason_WhenTheCloudIsIncomplete(string cloud, string expected)
    {
        var path = _folder.Write("clouds.yaml", "clouds:\n  a: {" + cloud + "}\n");

        var error = Assert.Throws<NovaException>(() => _folder.Request("a"));

        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.StartsWith(path + ", line 2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message + " " + error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the cloud 'a' has several regions: R1, R2, R3.")]
    [InlineData("R4", "the cloud 'a' has no region 'R4'; it has: R1, R2, R3.")]
    public void Error_ListsTheRegions_WhenNoneOrAnUnknownOneIsSpecified(string? region, string expected)
    {
        Regions();
        var error = Assert.Throws<NovaException>(() => _folder.Find("a", region));
        Assert.EndsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("Choose one with -Region.", error.Remedy);
    }

    [Fact]
    public void Region_OverridesTheValuesOfTheCloud()
    {
        Regions();

        var request = _folder.Request("a", "R2");

        Assert.Equal(("R2", "internal", "other"), (request.Region, Assert.Single(request.Interfaces), request.Credential.UserName));
        Assert.Equal(("R1", "public", "u"), (_folder.Request("a", "R1").Region, Assert.Single(_folder.Request("a", "R1").Interfaces),
            _folder.Request("a", "R1").Credential.UserName));
    }

    [Theory]
    [InlineData("", true, null, null)]
    [InlineData("verify: false", false, null, null)]
    [InlineData("verify: no", false, null, null)]
    [InlineData("verify: 'False'", false, null, null)]
    [InlineData("insecure: true", false, null, null)]
    [InlineData("insecure: yes", false, null, null)]
    [InlineData("insecure: 'yes'", true, null, null)]
    [InlineData("insecure: 1", true, null, null)]
    [InlineData("verify: /ca.pem", true, "/ca.pem", null)]
    [InlineData("cacert: '', cert: ''", true, null, null)]
    [InlineData("cacert: ~/ca.pem", true, "home/ca.pem", null)]
    [InlineData("cacert: ca.pem, cert: c.pem, key: /k.pem", true, "work/ca.pem", "work/c.pem")]
    public void Tls_FollowsVerifyCacertCertAndKey(string tls, bool verifies, string? ca, string? own)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + tls + (tls.Length > 0 ? ", " : "")
            + "auth: {auth_url: 'https://k/v3', username: u, password: p}}}\n");

        var options = _folder.Request("a").Tls!;

        string? Path(string? path) => path is null ? null : System.IO.Path.GetFullPath(System.IO.Path.Combine(_folder.Work, "..", path));
        Assert.Equal((!verifies, Path(ca), Path(own)), (options.SkipCheck, options.CaFile, options.CertificateFile));
    }

    [Fact]
    public void Warning_IsWritten_WhenCacertHasNoEffect()
    {
        _folder.Write("clouds.yaml",
            "clouds: {a: {verify: false, cacert: x, auth: {auth_url: 'https://k/v3', username: u, password: p}}}\n");
        var settings = _folder.Find("a");

        Assert.Null(_folder.Request(settings).Tls!.CaFile);
        Assert.Contains("cacert has no effect", Assert.Single(settings.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compute_api_version: 2", null)]
    [InlineData("compute_api_version: '2.79'", "2.79")]
    [InlineData("compute_api_version: 2.latest", null)]
    [InlineData("compute_api_version: 2.79, compute_default_microversion: 2.90", "2.90")]
    public void Microversion_IsReadFromTheFile(string version, string? expected)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + version
            + ", compute_endpoint_override: 'https://{region_name}.n/v2.1', region_name: r, api_timeout: 2.5, auth: {auth_url: "
            + "'https://k/v3', username: u, password: p}}}\n");

        var request = _folder.Request("a");

        Assert.Equal((expected, "https://r.n/v2.1", 2.5), (request.Microversion?.ToString(), request.Endpoint,
            request.RequestTimeout.TotalSeconds));
    }

    private void Regions() => _folder.Write("clouds.yaml", """
        clouds:
          a:
            auth: {auth_url: 'https://k/v3', username: u, password: p}
            regions:
              - R1
              - name: R2
                values: {interface: internal, auth: {username: other}}
              - name: R3
        """);
}
