using System;
using NovaPS.Client.Identity;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Tests which cloud the environment variables select.</summary>
public sealed class CloudEnvironmentTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Variables_DefineACloud_WhenTheyIncludeAuthUrl()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {auth: {auth_url: 'https://file/v3'}}}\n");
        Set("OS_AUTH_URL=http://k:5000", "OS_USERNAME=demo", "OS_PASSWORD=x", "OS_PROJECT_NAME=p", "OS_PROJECT_DOMAIN_NAME=D1",
            "OS_USER_DOMAIN_ID=d2",
            "OS_REGION_NAME=R", "OS_INTERFACE=internal", "OS_IDENTITY_API_VERSION=3", "OS_COMPUTE_API_VERSION=2.60", "OS_CACERT=",
                "OS_TENANT_ID=", "OS_NONSENSE=1");

        var request = _folder.Request(_folder.Current());

        Assert.Equal(("http://k:5000/v3", "p", "D1", "R", "internal", "2.60"),
            (request.AuthUrl.AbsoluteUri, request.Scope!.Name, request.Scope.Domain.Name, request.Region, Assert.Single(request.Interfaces),
                request.Microversion?.ToString()));
        Assert.Contains("\"domain\":{\"id\":\"d2\"}", ConfigFolder.Body(request), StringComparison.Ordinal);
        Assert.Empty(_folder.Current().Warnings);
    }

    [Theory]
    [InlineData("OS_USERNAME=demo",
        "OS_* variables are set, but OS_AUTH_URL is not. Set it, or specify a cloud of clouds.yaml with -Cloud or OS_CLOUD.")]
    [InlineData("OS_AUTH_URL=http://k OS_USERNAME=demo",
        "OS_* variables are set, but OS_PASSWORD is not. Set it, or specify a cloud of clouds.yaml with -Cloud or OS_CLOUD.")]
    [InlineData("OS_AUTH_URL=http://k OS_AUTH_TYPE=v3kerberos",
        "OS_AUTH_TYPE: auth_type 'v3kerberos' is not supported; use password, token, v3applicationcredential, v3totp or v3multifactor. "
            + "Use one of these, or get a token with 'openstack token issue -f value -c id', and connect with -AuthUrl and -Token.")]
    [InlineData("OS_AUTH_URL=http://k/v2.0 OS_USERNAME=u OS_PASSWORD=p", "OS_AUTH_URL: the auth URL 'http://k/v2.0' is for Keystone v2.0")]
    public void Error_NamesTheVariable_WhenItIsMissing(string variables, string expected)
    {
        Set(variables.Split(' '));
        var error = Assert.Throws<NovaException>(() => _folder.Request(_folder.Current()));
        Assert.StartsWith(expected, error.Message + " " + error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OS_TOKEN=t", typeof(TokenCredential))]
    [InlineData("OS_AUTH_TYPE=v3applicationcredential OS_APPLICATION_CREDENTIAL_ID=i OS_APPLICATION_CREDENTIAL_SECRET=s",
        typeof(ApplicationCredential))]
    [InlineData("OS_USER_ID=u OS_PASSWORD=p", typeof(PasswordCredential))]
    [InlineData("OS_USER_ID=u OS_PASSCODE=123456", typeof(PasscodeCredential))]
    public void CredentialType_FollowsFromTheVariables(string variables, Type expected)
    {
        Set(("OS_AUTH_URL=http://k " + variables).Split(' '));
        Assert.IsType(expected, _folder.Request(_folder.Current()).Credential);
    }

    [Fact]
    public void OsCloud_SelectsACloud_AndOtherVariablesOverrideIt()
    {
        _folder.Write("clouds.yaml",
            "clouds: {a: {region_name: R, auth: {auth_url: 'https://file/v3', username: u, password: p, project_id: one}}}\n");
        Set("OS_CLOUD=a", "OS_PROJECT_NAME=two", "OS_PASSWORD=q");

        var request = _folder.Request(_folder.Current());

        Assert.Equal(("a", "R", "two", null, "q"), (request.Name, request.Region, request.Scope!.Name, request.Scope.Id,
            request.Credential.Secret));
        Assert.Equal(("one", "p"), (_folder.Request("a").Scope!.Id, _folder.Request("a").Credential.Secret));
    }

    [Fact]
    public void OsCloud_SelectsTheVariables_WhenItIsEnvvars()
    {
        Set("OS_CLOUD=envvars", "OS_AUTH_URL=http://k", "OS_USERNAME=u", "OS_PASSWORD=p", "OS_INSECURE=1");

        var request = _folder.Request(_folder.Current());

        Assert.Equal(("envvars", false), (request.Name, request.Tls!.SkipCheck));
        Assert.Equal("OS_INSECURE: insecure is not true, so certificates are checked.", Assert.Single(_folder.Warnings));
    }

    [Fact]
    public void OnlyCloudOfTheFile_IsUsed_WhenNoneIsSpecified()
    {
        Set("OS_REGION_NAME=R2");
        _folder.Write("clouds.yaml", "clouds: {a: {regions: [R1, R2], auth: {auth_url: 'https://file/v3', username: u, password: p}}}\n");
        Assert.Equal(("a", "R2"), (_folder.Request(_folder.Current()).Name, _folder.Request(_folder.Current()).Region));

        _folder.Write("clouds.yaml", "clouds: {b: {}, a: {}}\n");
        var error = Assert.Throws<NovaException>(() => _folder.Current());
        Assert.Equal(("No cloud was specified, and the files have several: a, b.", "Choose one with -Cloud, or in OS_CLOUD."),
            (error.Message, error.Remedy));
    }

    [Fact]
    public void Error_StatesWhatToSet_WhenNoCloudIsSpecified()
    {
        var error = Assert.Throws<NovaException>(() => _folder.Current());

        Assert.Contains("OS_CLOUD", error.Message, StringComparison.Ordinal);
        Assert.Contains("clouds.yaml", error.Message, StringComparison.Ordinal);
    }

    private void Set(params string[] variables)
    {
        foreach (var variable in variables)
            _folder.Variables[variable.Split('=')[0]] = variable.Split('=')[1];
    }
}
