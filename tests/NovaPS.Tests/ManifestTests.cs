using System;
using System.Collections;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests what the build adds to the staged manifest: the release notes, and the project's address if there is one.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("novaps").FullName;

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("https://nova.example/NovaPS", "https://nova.example/NovaPS", "https://nova.example/NovaPS/blob/main/LICENSE")]
    public async Task StagedManifest_HasTheProjectUris_WhenTheProjectHasAnAddress(string address, string? projectUri, string? licenseUri)
    {
        var (exitCode, output, errors) = await PowerShellProcess.RunAsync("dotnet",
            ["msbuild", Path.Combine(ModuleHost.RepositoryDirectory, "src", "NovaPS"), "-t:StageManifest", "-nologo", "-v:q",
                "-nodeReuse:false", $"-p:NovaPSModuleDirectory={_folder}/", $"-p:NovaProjectUrl={address}"],
            directory: ModuleHost.RepositoryDirectory);
        Assert.True(exitCode == 0, output + errors);

        var manifest = _host.Value($"Import-PowerShellDataFile '{_folder}/NovaPS.psd1'");
        var data = (Hashtable)((Hashtable)((Hashtable)manifest)["PrivateData"]!)["PSData"]!;

        Assert.Equal((projectUri, licenseUri), ((string?)data["ProjectUri"], (string?)data["LicenseUri"]));
    }

    [Fact]
    public void StagedManifest_HasTheNewestChangelogSectionAsReleaseNotes()
    {
        var changelog = File.ReadAllText(Path.Combine(ModuleHost.RepositoryDirectory, "CHANGELOG.md")).ReplaceLineEndings("\n");
        var newest = Regex.Split(changelog, "(?m)^## .*$")[1].Trim();

        var notes = (string)_host.Value("(Get-Module NovaPS).ReleaseNotes");

        Assert.Equal(newest, notes.ReplaceLineEndings("\n"));
        Assert.Contains("\n- Add ", notes, StringComparison.Ordinal);
    }
}
