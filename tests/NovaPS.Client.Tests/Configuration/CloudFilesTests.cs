using System;
using System.IO;
using Xunit;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>Tests which files are read, and how they are merged.</summary>
public sealed class CloudFilesTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("clouds.yaml")]
    [InlineData("clouds.yml")]
    [InlineData("home/.config/openstack/clouds.yaml")]
    [InlineData("site/openstack/clouds.yaml")]
    public void File_IsFound_InEachFolderOfOpenstacksdk(string name)
    {
        if (name.StartsWith("site", StringComparison.Ordinal) && !OperatingSystem.IsLinux())
            return;
        _folder.Write(name, Cloud("here", "https://k/v3"));

        Assert.Equal(["here"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void FirstFile_IsRead_WhenThereAreSeveral()
    {
        _folder.Write("home/.config/openstack/clouds.yaml", Cloud("home", "https://k/v3"));
        _folder.Write("clouds.yaml", Cloud("work", "https://k/v3"));
        Assert.Equal(["work"], _folder.Environment().ReadFiles().Names);

        _folder.Variables["OS_CLIENT_CONFIG_FILE"] = _folder.Write("other/any.name", Cloud("named", "https://k/v3"));
        Assert.Equal(["named"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void Warning_NamesTheFile_WhenTheConfiguredFileIsMissing()
    {
        var path = _folder.Write("clouds.yaml", Cloud("work", "https://k/v3"));
        _folder.Variables["OS_CLIENT_CONFIG_FILE"] = "/nowhere/clouds.yaml";

        _folder.Environment().ReadFiles();

        Assert.Equal("OS_CLIENT_CONFIG_FILE is /nowhere/clouds.yaml, which does not exist or cannot be read. Using " + path
            + " instead.", Assert.Single(_folder.Warnings));
    }

    [Fact]
    public void JsonFile_IsRead_WhenItIsIndentedWithTabs()
    {
        _folder.Write("clouds.json",
            "{\n\t\"clouds\": {\n\t\t\"j\": {\"auth\": {\"auth_url\": \"https:\\/\\/k\\/v3\", \"username\": \"u\\u00e9\", \"password\": "
            + "\"p\"}}\n\t}\n}\n");

        var request = _folder.Request("j");

        Assert.Equal(("https://k/v3", "u\u00e9"), (request.AuthUrl.AbsoluteUri, request.Credential.UserName));
    }

    [Fact]
    public void SecureYaml_IsMergedIntoCloudsYaml_AtEveryDepth()
    {
        _folder.Write("clouds.yaml",
            "clouds:\n  a:\n    region_name: R\n    auth:\n      auth_url: https://k/v3\n      username: u\n      password: old\n");
        _folder.Write("secure.yaml", "clouds:\n  a:\n    auth:\n      password: new\n  b:\n    auth: {auth_url: 'https://b/v3'}\n");

        Assert.Equal(("new", "u", "R"), (_folder.Find("a").Text("password"), _folder.Find("a").Text("username"),
            _folder.Find("a").Text("region_name")));
        Assert.Equal(["a", "b"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void AnchorsMergesAndRepeatedKeys_AreReadAsInPyYaml()
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
    public void Error_NamesTheLineWithoutItsContents_WhenTheYamlIsInvalid(string text, int line)
    {
        var path = _folder.Write("clouds.yaml", text);

        var error = Assert.Throws<NovaException>(() => _folder.Find("a"));

        Assert.Equal(NovaErrorId.NovaConnectInputInvalid, error.ErrorId);
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(path) + ", line [" + (line - 1) + line + (line + 1)
            + "]: (this is not valid YAML|the file is not valid|the alias has no anchor|the tag |a second document)", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a\n- b\n", "the file is not a mapping")]
    [InlineData("clouds:\n  a: text\n", "the cloud 'a' is not a mapping")]
    [InlineData("clouds:\n  a:\n", "the cloud 'a' is not a mapping")]
    [InlineData("clouds:\n  a: ''\n", "the cloud 'a' is not a mapping")]
    [InlineData("clouds: [a]\n", "'clouds' is not a mapping")]
    public void Error_NamesTheElement_WhenItIsNotAMapping(string text, string expected)
    {
        _folder.Write("clouds.yaml", text);
        Assert.Contains(expected, Assert.Throws<NovaException>(() => _folder.Find("a")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n---\n")]
    [InlineData("clouds:\n")]
    public void File_HasNoClouds_WhenItIsEmpty(string text)
    {
        _folder.Write("clouds.yaml", text);
        Assert.Empty(_folder.Environment().ReadFiles().Names);
        Assert.Contains("no clouds.yaml with a cloud", Assert.Throws<NovaException>(() => _folder.Find("a")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_IsReadFromCloudsPublicYaml_AndTheCloudOverridesIt()
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
    public void Error_NamesTheProfile_WhenNoFileDefinesIt()
    {
        var path = _folder.Write("clouds.yaml", "clouds:\n  a:\n    profile: nowhere\n    auth: {username: u}\n");

        var error = Assert.Throws<NovaException>(() => _folder.Find("a"));

        Assert.StartsWith(
            path + ", line 3: the cloud 'a' uses the profile 'nowhere', which is neither defined in clouds-public.yaml", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Warning_NamesTheKey_OnlyWhenItIsUnknown()
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
                path + ", line 3: the key 'cluods' is unknown at the top level of this file.",
                path + ", line 6: the key 'pasword' of auth is unknown, and is ignored.",
                path + ", line 14: the key 'regoin_name' of the cloud is unknown, and is ignored.",
            ], settings.Warnings);
    }

    [Fact]
    public void File_IsRefused_WhenItIsNotUtf8()
    {
        var path = _folder.Write("clouds.yaml", "");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes("clouds: {a: {auth: {password: p\u00e4ss}}}\n"));

        Assert.Contains("is not valid UTF-8", Assert.Throws<NovaException>(() => _folder.Find("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecureYaml_RemovesNothing_WhenItsKeysHaveNoValue()
    {
        _folder.Write("clouds.yaml", "clouds: {a: {auth: {auth_url: 'https://k/v3', username: u, password: p}}, b: {region_name: R}}\n");
        _folder.Write("secure.yaml", "clouds:\n  a:\n    auth:\n  b:\n");

        Assert.Equal(("u", "R"), (_folder.Find("a").Text("username"), _folder.Find("b").Text("region_name")));
    }

    [Fact]
    public void File_IsSkipped_WhenItIsABrokenLink()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(Path.Combine(_folder.Work, "clouds.yaml"), "clouds.yaml");
        _folder.Write("home/.config/openstack/clouds.yaml", Cloud("mine", "https://k/v3"));

        Assert.Equal(["mine"], _folder.Environment().ReadFiles().Names);
    }

    [Fact]
    public void Error_ListsTheClouds_WhenTheCloudIsUnknown()
    {
        _folder.Write("clouds.yaml", Cloud("prod", "https://k/v3"));
        foreach (var (name, remedy) in new[] { ("Prod", "If you mean 'prod', specify -Cloud prod."),
            ("staging", "Choose one of these with -Cloud.") })
        {
            var error = Assert.Throws<NovaException>(() => _folder.Find(name));
            Assert.Equal(("There is no cloud '" + name + "'; the files have: prod.", remedy), (error.Message, error.Remedy));
        }
    }

    [Fact]
    public void File_IsSkipped_WhenItCannotBeRead()
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
