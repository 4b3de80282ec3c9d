using System;
using System.IO;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Which files are read, and how they are laid over one another.</summary>
public sealed class CloudFilesTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clouds.yaml")]
    [InlineData("clouds.yml")]
    [InlineData("home/.config/openstack/clouds.yaml")]
    [InlineData("site/openstack/clouds.yaml")]
    public void The_files_are_found_where_openstacksdk_finds_them(string name)
    {
        if (name.StartsWith("site", StringComparison.Ordinal) && !OperatingSystem.IsLinux())
            return;
        _folder.Write(name, Cloud("here", "https://k/v3"));

        Assert.Equal(["here"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void The_first_file_wins_and_the_others_are_not_read()
    {
        _folder.Write("home/.config/openstack/clouds.yaml", Cloud("home", "https://k/v3"));
        _folder.Write("clouds.yaml", Cloud("work", "https://k/v3"));
        Assert.Equal(["work"], _folder.Environment().ReadFiles().Names);

        _folder.Variables["OS_CLIENT_CONFIG_FILE"] = _folder.Write("other/any.name", Cloud("named", "https://k/v3"));
        Assert.Equal(["named"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void A_named_file_that_is_not_there_is_told()
    {
        var path = _folder.Write("clouds.yaml", Cloud("work", "https://k/v3"));
        _folder.Variables["OS_CLIENT_CONFIG_FILE"] = "/nowhere/clouds.yaml";

        _folder.Environment().ReadFiles();

        Assert.Equal("OS_CLIENT_CONFIG_FILE names /nowhere/clouds.yaml, which is not there or may not be read; " + path
            + " is read instead.", Assert.Single(_folder.Warnings));
    }

    [Fact]
    public void JSON_is_read_as_well_with_tabs()
    {
        _folder.Write("clouds.json",
            "{\n\t\"clouds\": {\n\t\t\"j\": {\"auth\": {\"auth_url\": \"https:\\/\\/k\\/v3\", \"username\": \"u\\u00e9\", \"password\": "
            + "\"p\"}}\n\t}\n}\n");

        var request = _folder.Request("j");

        Assert.Equal(("https://k/v3", "u\u00e9"), (request.AuthUrl.AbsoluteUri, request.Credential.UserName));
    }

    [Fact]
    public void Secure_yaml_is_laid_over_clouds_yaml_at_every_depth()
    {
        _folder.Write("clouds.yaml",
            "clouds:\n  a:\n    region_name: R\n    auth:\n      auth_url: https://k/v3\n      username: u\n      password: old\n");
        _folder.Write("secure.yaml", "clouds:\n  a:\n    auth:\n      password: new\n  b:\n    auth: {auth_url: 'https://b/v3'}\n");

        Assert.Equal(("new", "u", "R"), (_folder.Find("a").Text("password"), _folder.Find("a").Text("username"),
            _folder.Find("a").Text("region_name")));
        Assert.Equal(["a", "b"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void Anchors_merges_and_repeated_keys_are_as_in_PyYAML()
    {
        _folder.Write("clouds.yaml", """
            x-common: &common
              region_name: R
              auth: &auth {auth_url: 'https://k/v3', username: u, password: first, password: last}
            clouds:
              a:
                interface: internal
                <<: *common
              b:
                auth:
                  <<: [*auth]
                  username: other
            """);

        var a = _folder.Find("a");
        Assert.Equal(("R", "internal", "last"), (a.Text("region_name"), a.Text("interface"), a.Text("password")));
        Assert.Equal(("other", "last"), (_folder.Find("b").Text("username"), _folder.Find("b").Text("password")));
    }

    [Theory]
    [InlineData("clouds:\n  a:\n    auth:\n      password: 'hunter2\n", 4)]
    [InlineData("clouds:\n\ta: hunter2\n", 2)]
    [InlineData("clouds:\n  a: {auth: [hunter2\n", 3)]
    [InlineData("clouds:\n  a: *hunter2\n", 2)]
    [InlineData("clouds:\n  a: hunter2: hunter2\n", 2)]
    [InlineData("clouds:\n  a:\n    auth:\n      username: u\n      password: [hunter2\n", 5)]
    [InlineData("clouds:\n  a:\n    b: c\n\tauth: hunter2\n", 4)]
    [InlineData("clouds:\n  a:\n    password: !vault hunter2\n", 3)]
    [InlineData("clouds: {}\n---\nclouds: {a: hunter2}\n", 2)]
    public void A_broken_file_is_an_error_with_its_line_and_without_its_contents(string text, int line)
    {
        var path = _folder.Write("clouds.yaml", text);

        var error = Assert.Throws<NovaException>(() => _folder.Find("a"));

        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(path) + ", line [" + (line - 1) + line + (line + 1)
            + "]: (this is not valid YAML|what follows is not|the alias has no anchor|the tag |a second document)", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a\n- b\n", "the file is not a mapping")]
    [InlineData("clouds:\n  a: text\n", "the cloud 'a' is not a mapping")]
    [InlineData("clouds: [a]\n", "'clouds' is not a mapping")]
    public void A_file_of_another_shape_says_so(string text, string expected)
    {
        _folder.Write("clouds.yaml", text);
        Assert.Contains(expected, Assert.Throws<NovaException>(() => _folder.Find("a")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n---\n")]
    [InlineData("clouds:\n")]
    public void An_empty_file_has_no_clouds(string text)
    {
        _folder.Write("clouds.yaml", text);
        Assert.Empty(_folder.Environment().ReadFiles().Names);
        Assert.Contains("no clouds.yaml with a cloud", Assert.Throws<NovaException>(() => _folder.Find("a")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_comes_from_clouds_public_yaml_below_the_cloud()
    {
        _folder.Write("clouds.yaml", "clouds:\n  a:\n    profile: corp\n    region-name: R2\n    auth: {username: u, password: p}\n");
        _folder.Write("clouds-public.yaml",
            "public-clouds:\n  corp:\n    auth: {auth_url: 'https://{region_name}.k/v3', username: none}\n    interface: internal\n    "
            + "regions: [R1, R2]\n");

        var request = _folder.Request("a");

        Assert.Equal(("https://r2.k/v3", "u", "internal", "R2"),
            (request.AuthUrl.AbsoluteUri, request.Credential.UserName, Assert.Single(request.Interfaces), request.Region));
    }

    [Fact]
    public void A_profile_that_is_nowhere_is_an_error_that_says_so()
    {
        var path = _folder.Write("clouds.yaml", "clouds:\n  a:\n    profile: nowhere\n    auth: {username: u}\n");

        var error = Assert.Throws<NovaException>(() => _folder.Find("a"));

        Assert.StartsWith(path + ", line 3: the cloud 'a' uses the profile 'nowhere', which no clouds-public.yaml defines;", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_keys_that_nobody_knows_are_warned_of()
    {
        var path = _folder.Write("clouds.yaml", """
            cache: {auth: true}
            metrics: {}
            cluods: {}
            clouds:
              a:
                auth: {auth_url: 'https://k/v3', username: u, pasword: x, password: p}
                volume_api_version: 3
                dns_api_version: 2
                networks: [{name: n, routes_externally: true}]
                image_format: raw
                floating_ip_source: None
                vendor_hook: a:b
                compute_service_name: cloudServersOpenStack
                regoin_name: R
              other:
                nonsense: 1
            """);

        var settings = _folder.Find("a");

        Assert.Equal(
            [
                path + ", line 3: the key 'cluods' is not known at the top of this file.",
                path + ", line 6: the key 'pasword' of auth is not known, and ignored.",
                path + ", line 14: the key 'regoin_name' of the cloud is not known, and ignored.",
            ], settings.Warnings);
    }

    [Fact]
    public void What_is_not_UTF8_is_no_password()
    {
        var path = _folder.Write("clouds.yaml", "");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes("clouds: {a: {auth: {password: p\u00e4ss}}}\n"));

        Assert.Contains("is not UTF-8", Assert.Throws<NovaException>(() => _folder.Find("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_secure_yaml_takes_nothing_away()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {auth: {auth_url: 'https://k/v3', username: u, password: p}}, b: {region_name: R}}\n");
        _folder.Write("secure.yaml", "clouds:\n  a:\n    auth:\n  b:\n");

        Assert.Equal(("u", "R"), (_folder.Find("a").Text("username"), _folder.Find("b").Text("region_name")));
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_passed_by()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(Path.Combine(_folder.Work, "clouds.yaml"), "clouds.yaml");
        _folder.Write("home/.config/openstack/clouds.yaml", Cloud("mine", "https://k/v3"));

        Assert.Equal(["mine"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void A_cloud_that_is_not_there_lists_those_that_are()
    {
        _folder.Write("clouds.yaml", Cloud("prod", "https://k/v3"));
        var error = Assert.Throws<NovaException>(() => _folder.Find("Prod"));
        Assert.Equal(("There is no cloud 'Prod'; the files have: prod.", "Choose one of these with -Cloud."),
            (error.Message, error.Remedy));
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_passed_by()
    {
        var path = _folder.Write("clouds.yaml", Cloud("secret", "https://k/v3"));
        _folder.Write("home/.config/openstack/clouds.yaml", Cloud("mine", "https://k/v3"));
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;
        File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.Equal(["mine"], _folder.Environment().ReadFiles().Names);
    }

    private static string Cloud(string name, string url) => "clouds:\n  " + name + ":\n    auth:\n      auth_url: " + url
        + "\n      username: u\n      password: p\n";
}
