using System;
using System.Linq;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Tests files and variables in the form in which dashboards and providers supply them.</summary>
public sealed class ProviderFileTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // Horizon's clouds.yaml, with the password in secure.yaml.
    [InlineData("""
        # This is a clouds.yaml file, which can be used by OpenStack tools as a source
        # of configuration on how to connect to a cloud.
        clouds:
          openstack:
            auth:
              auth_url: https://api.pub1.example.cloud/identity/v3
              username: "PCU-ABC1234"
              project_id: 0123456789abcdef0123456789abcdef
              project_name: "PCP-ABC1234"
              user_domain_name: "Default"
            region_name: "dc3-a"
            interface: "public"
            identity_api_version: 3
        """, "https://api.pub1.example.cloud/identity/v3", "PCU-ABC1234", "dc3-a")]
    // Quoted and unquoted numbers, hyphens, v3password, an interface of the old form.
    [InlineData("""
        ---
        clouds:
          'openstack':
            auth_type: v3password
            region-name: GRA11
            identity-api-version: "3"
            endpoint_type: publicURL
            volume_api_version: 3
            verify: "true"
            auth:
              auth-url: "https://auth.cloud.example/v3/"
              username: user-Xy12
              password: 20240131
              project_id: 8912345678901234567890
              user_domain_name: Default
              project_domain_name: Default
        """, "https://auth.cloud.example/v3", "user-Xy12", "GRA11")]
    // Anchors, merge keys, CRLF, a comment behind a value, a key without a value.
    [InlineData("x-auth: &auth\r\n  auth_url: https://{region_name}.cloud.example:5000/v3/ # Keystone\r\n  username: demo\r\n"
        + "  password: 'it''s'\r\n  project_name: Default Project 123\r\n  user_domain_name: CCP_Domain_1\r\n"
        + "  project_domain_name: CCP_Domain_1\r\n  domain_id:\r\n"
        + "clouds:\r\n  openstack:\r\n    auth:\r\n      <<: *auth\r\n    region_name: Kna1\r\n    cacert: ~/ca.pem\r\n",
        "https://kna1.cloud.example:5000/v3", "demo", "Kna1")]
    // One region as a list of mappings with values.
    [InlineData("""
        clouds:
          openstack:
            auth: {auth_url: "https://iam.eu-de.cloud.example/v3", username: demo, project_name: eu-de_web, user_domain_name: OTC00000}
            regions:
              - name: eu-de
                values:
                  networks: [{name: n, routes_externally: true}]
                  block_storage_endpoint_override: https://evs.example/v2
        """, "https://iam.eu-de.cloud.example/v3", "demo", "eu-de")]
    public void File_IsReadWithoutWarnings_WhenItIsFromAProvider(string text, string authUrl, string user, string region)
    {
        _folder.Write("clouds.yaml", text);
        _folder.Write("secure.yaml", "clouds: {openstack: {auth: {password: 'p#1: x'}}}\n");

        var request = _folder.Request("openstack");

        Assert.Equal((authUrl, user, region, "public"), (request.AuthUrl.AbsoluteUri.TrimEnd('/'), request.Credential.UserName,
            request.Region, Assert.Single(request.Interfaces).Replace("URL", "", StringComparison.Ordinal)));
        Assert.Equal("p#1: x", request.Credential.Secret);
        Assert.Empty(_folder.Warnings);
    }

    [Theory]
    [InlineData("ovh", "https://auth.cloud.ovh.net/v3", "\"name\":\"Default\"")]
    [InlineData("vexxhost", "https://auth.vexxhost.net/v3", "\"id\":\"default\"")]
    [InlineData("citycloud", "https://kna1.citycloud.com:5000/v3", "\"id\":\"default\"")]
    [InlineData("otc", "https://iam.kna1.otc.t-systems.com/v3", "\"id\":\"default\"")]
    [InlineData("elastx", "https://ops.elastx.cloud:5000/v3", "\"id\":\"default\"")]
    public void Profile_IsKnown_WhenOpenstacksdkIncludesIt(string profile, string authUrl, string domain)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {profile: " + profile
            + ", region_name: Kna1, auth: {username: u, password: p, project_name: w}}}\n");

        var request = _folder.Request("a");

        Assert.Equal(authUrl, request.AuthUrl.AbsoluteUri);
        Assert.Contains(domain, ConfigFolder.Body(request), StringComparison.Ordinal);
    }

    [Fact]
    public void ProfileOfCloudsPublicYaml_WinsOverAKnownOne()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {profile: ovh, auth: {username: u, password: p}}}\n");
        _folder.Write("clouds-public.yaml", "public-clouds: {ovh: {auth: {auth_url: 'https://mine/v3'}}}\n");

        Assert.Equal("https://mine/v3", _folder.Request("a").AuthUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("verify: 'false'", true)]
    [InlineData("verify: \"False\"", true)]
    [InlineData("insecure: 'true'", true)]
    [InlineData("verify: 'true'", false)]
    public void Flag_IsRead_WhenItIsQuoted(string flag, bool isSkipped)
    {
        _folder.Write("clouds.yaml", "clouds: {a: {" + flag + ", auth: {auth_url: 'https://k', username: u, password: p}}}\n");

        Assert.Equal((isSkipped, null), (_folder.Request("a").Tls!.SkipCheck, _folder.Request("a").Tls!.CaFile));
    }

    [Theory]
    [InlineData("OS_AUTH_URL=https://auth.cloud.example/v3 OS_IDENTITY_API_VERSION=3 OS_USER_DOMAIN_NAME=Default "
        + "OS_PROJECT_DOMAIN_NAME=Default OS_TENANT_ID=0123 OS_TENANT_NAME=web OS_USERNAME=u OS_PASSWORD=p OS_REGION_NAME=GRA11", "0123")]
    [InlineData("OS_AUTH_URL=https://auth.cloud.example/v3 OS_PROJECT_ID=0123 OS_PROJECT_NAME=web OS_USER_DOMAIN_NAME=Default "
        + "OS_PROJECT_DOMAIN_ID=default OS_USERNAME=u OS_PASSWORD=p OS_REGION_NAME=GRA11 OS_INTERFACE=public OS_IDENTITY_API_VERSION=3 "
        + "OS_ENDPOINT_TYPE=publicURL OS_TENANT_ID= OS_TENANT_NAME= OS_VOLUME_API_VERSION=3 OS_CACERT=", "0123")]
    public void Variables_AreReadWithoutWarnings_WhenTheyAreFromAProvider(string variables, string project)
    {
        foreach (var variable in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _folder.Variables[variable.Split('=')[0]] = variable.Split('=')[1] + "\r";

        var request = _folder.Request(_folder.Current());

        Assert.Equal((project, "u", "GRA11", 1), (request.Scope!.Id, request.Credential.UserName, request.Region,
            request.Interfaces.Count(i => i is "public" or "publicURL")));
        Assert.Empty(_folder.Warnings);
    }
}
