using System;
using System.Linq;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Tests which of several settings takes effect, with the precedence of openstacksdk.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private const string Auth = "auth: {auth_url: 'https://k/v3', username: u, password: p, project_name: p}";

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("password: top, auth: {password: in}", "in")]
    [InlineData("user_name: top, password: top", "top")]
    public void PasswordInAuth_WinsOverPasswordOutsideAuth(string cloud, string expected)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud + "}}\n");
        _folder.Write("secure.yaml", "clouds: {a: {auth: {auth_url: 'https://k/v3', username: u}}}\n");

        Assert.Equal(expected, _folder.Request("a").Credential.Secret);
    }

    [Fact]
    public void PasswordInAuthOfSecureYaml_WinsOverPasswordOutsideAuth()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {password: first, auth: {auth_url: 'https://k/v3', username: u}}}\n");
        _folder.Write("secure.yaml", "clouds: {a: {auth: {password: second}}}\n");

        Assert.Equal("second", _folder.Request("a").Credential.Secret);
    }

    [Theory]
    [InlineData("project_name: top", "project_name: in", "in")]
    [InlineData("project_name: top", "tenant_name: in", "top")]
    [InlineData("tenant_name: top", "project_name: in", "in")]
    [InlineData("tenant_name: top", "tenant_name: in", "in")]
    public void ProjectName_IsTakenFromTheNewerKey_ThenFromAuth(string beside, string within, string expected)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + beside + ", auth: {auth_url: 'https://k/v3', username: u, password: p, "
            + within + "}}}\n");

        Assert.Equal(expected, _folder.Request("a").Scope!.Name);
    }

    [Theory]
    [InlineData("username: top", "user_name: in", "in")]
    [InlineData("user_name: top", "username: in", "in")]
    [InlineData("username: top", "", "top")]
    public void UserInAuth_WinsOverUserOutsideAuth_WhateverTheKey(string beside, string within, string expected)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + beside + ", auth: {auth_url: 'https://k/v3', password: p, " + within + "}}}\n");

        Assert.Equal(expected, _folder.Request("a").Credential.UserName);
    }

    [Fact]
    public void EndpointType_WinsOverInterface_AtEveryLevel()
    {
        _folder.Write("clouds.yaml", "clouds:\n  a: {profile: corp, endpoint_type: admin, " + Auth + "}\n  b: {endpoint_type: admin, "
            + "regions: [{name: R, values: {interface: internal}}], " + Auth + "}\n  c: {profile: old, interface: internal, "
            + Auth + "}\n");
        _folder.Write("clouds-public.yaml", "public-clouds: {corp: {interface: internal}, old: {endpoint_type: admin}}\n");

        Assert.All(new[] { "a", "b", "c" }, name => Assert.Equal(["admin"], _folder.Request(name).Interfaces));
    }

    [Theory]
    [InlineData("interface: [internal, public]", "internal,public")]
    [InlineData("interface: 'internal, public'", "internal,public")]
    [InlineData("interface: [internal, public], compute_interface: admin", "admin")]
    [InlineData("compute_endpoint_type: [admin, public]", "admin,public")]
    [InlineData("interface: []", "public")]
    public void Interface_CanBeAList(string cloud, string expected)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud + ", " + Auth + "}}\n");

        Assert.Equal(expected, string.Join(",", _folder.Request("a").Interfaces));
    }

    [Theory]
    [InlineData("compute_service_type: computev21", "computev21", null)]
    [InlineData("compute-service-type: computev21, compute-service-name: nova-west", "computev21", "nova-west")]
    [InlineData("volume_service_name: x", "compute", null)]
    public void Service_HasTypeAndName(string cloud, string type, string? name)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud + ", " + Auth + "}}\n");

        Assert.Equal((type, name), (_folder.Request("a").ServiceType, _folder.Request("a").ServiceName));
    }

    [Fact]
    public void Service_IsReadFromVariables()
    {
        Set("OS_AUTH_URL=http://k", "OS_USERNAME=u", "OS_PASSWORD=p", "OS_COMPUTE_SERVICE_NAME=nova-west", "OS_COMPUTE_SERVICE_TYPE=c",
            "OS_INTERFACE=internal,public");

        var request = _folder.Request(_folder.Current());

        Assert.Equal(("c", "nova-west", "internal public"),
            (request.ServiceType, request.ServiceName, string.Join(" ", request.Interfaces)));
    }

    [Fact]
    public void DefaultDomainId_WinsOverTheNameOfTheUserDomain()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {auth: {auth_url: 'https://k/v3', username: u, password: p, project_name: p, "
            + "user_domain_name: n, default_domain_id: d}}}\n");

        Assert.Contains("\"name\":\"u\",\"domain\":{\"id\":\"d\"}", ConfigFolder.Body(_folder.Request("a")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compute_timeout: 12", 12)]
    [InlineData("api_timeout: 30, image_timeout: 12", 12)]
    [InlineData("timeout: 12", 60)]
    public void Timeout_IsReadFromTheKeyOfAnyService(string cloud, double expected)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + cloud + ", " + Auth + "}}\n");

        Assert.Equal(expected, _folder.Request("a").RequestTimeout.TotalSeconds);
    }

    [Fact]
    public void Warning_IsWritten_WhenAKeyHasNoCert()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {key: k.pem, " + Auth + "}}\n");

        Assert.Null(_folder.Request("a").Tls!.KeyFile);
        Assert.Contains("key has no effect, because cert is not set", Assert.Single(_folder.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void KeyInAuth_HasNoEffect_WhenItIsUnknown()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {auth: {auth_url: 'https://k/v3', username: u, password: p, interface: internal}}}\n");

        Assert.Equal(["public"], _folder.Request("a").Interfaces);
        Assert.Contains(
            "the key 'interface' of auth is unknown, and is ignored", Assert.Single(_folder.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_DefineNoCloud_WhenTheyAreForTestRunnersOrLogging()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + Auth + "}}\n");
        Set("OS_TEST_TIMEOUT=60", "OS_LOG_FILE=x", "OS_LOG_LEVEL=debug", "OS_STDOUT_CAPTURE=1");

        Assert.Equal("a", _folder.Request(_folder.Current()).Name);
    }

    [Fact]
    public void Variables_AreReadWithoutWindowsLineBreaks()
    {
        Set("OS_AUTH_URL=http://k\r", "OS_USERNAME=demo\r", "OS_PASSWORD= p \r\n", "OS_PROJECT_NAME=web\r", "OS_PROJECT_ID=\r",
            "OS_REGION_NAME=R\r", "OS_USER_DOMAIN_ID=d\r", "OS_CLOUD=\r");

        var request = _folder.Request(_folder.Current());

        Assert.Equal(("as demo", " p ", "web", null, "R"), (request.Credential.Subject, request.Credential.Secret, request.Scope!.Name,
            request.Scope.Id, request.Region));
        Assert.DoesNotContain("\\r", ConfigFolder.Body(request), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_NameFileLineAndKey_AndNoValue()
    {
        var path = _folder.Write("clouds.yaml", "clouds:\n  a:\n    profile: ovh\n    auth:\n      username: u\n    region_name: R\n");
        var secure = _folder.Write("secure.yaml", "clouds:\n  a:\n    auth:\n      password: hunter2\n");

        var sources = _folder.Request("a").Sources;

        Assert.Equal(
            [
                "auth_url: profile ovh ",
                "password: " + secure + ", line 4 clouds.a.auth.password",
                "profile: " + path + ", line 3 clouds.a.profile",
                "project_domain_name: profile ovh ",
                "region_name: " + path + ", line 6 clouds.a.region_name",
                "user_domain_name: profile ovh ",
                "username: " + path + ", line 5 clouds.a.auth.username",
            ], sources.Select(s => s.Setting + ": " + s.Where + " " + s.Key));
    }

    [Fact]
    public void Sources_NameVariables()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + Auth + "}}\n");
        Set("OS_CLOUD=a", "OS_PROJECT_NAME=other");

        Assert.Equal("OS_PROJECT_NAME", _folder.Request(_folder.Current()).Sources.Single(s => s.Setting == "project_name").Where);
    }

    private void Set(params string[] variables)
    {
        foreach (var variable in variables)
            _folder.Variables[variable.Split('=')[0]] = variable.Split('=')[1];
    }
}
