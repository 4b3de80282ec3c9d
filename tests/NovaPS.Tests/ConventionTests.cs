using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests conventions: names, parameters, the files that ship and their references.</summary>
public sealed class ConventionTests : IDisposable
{
    private static readonly string[] Shipped =
    [
        "Examples/Restart-ServerFleet.ps1", "Examples/Resume-ServerFromFile.ps1", "Examples/Simulator.Tests.ps1",
            "Examples/Start-ServerFleet.ps1", "Examples/Start-ServerFleetTask.ps1", "Examples/Stop-ServerByMetadata.ps1",
            "Examples/Suspend-ServerByMetadata.ps1",
        "LICENSE", "Newtonsoft.Json.dll", "NovaPS.Client.dll", "NovaPS.Format.ps1xml", "NovaPS.Simulator.dll", "NovaPS.Types.ps1xml",
        "NovaPS.YamlDotNet.dll", "NovaPS.dll", "NovaPS.psd1", "THIRD-PARTY-NOTICES.txt", "en-US/NovaPS.dll-Help.xml",
            "en-US/about_NovaPS.help.txt",
        "en-US/about_NovaPS_Connections.help.txt", "en-US/about_NovaPS_Errors.help.txt", "en-US/about_NovaPS_Testing.help.txt",
            "en-US/about_NovaPS_Waiting.help.txt",
    ];

    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void ModuleFolder_HasOnlyTheFilesThatShip() =>
        Assert.Equal(Shipped, Directory.EnumerateFiles(ModuleHost.ModuleDirectory, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(ModuleHost.ModuleDirectory, f).Replace('\\', '/')).Order(StringComparer.Ordinal));

    [Fact]
    public void Commands_AreExportedByName_WhenTheirClassIsACmdlet()
    {
        var exported = Commands().Select(c => c.Name).Order(StringComparer.Ordinal);
        var classes = Classes().Select(t => t.GetCustomAttribute<CmdletAttribute>()!).Select(c => c.VerbName + "-" + c.NounName)
            .Order(StringComparer.Ordinal);

        Assert.Equal(classes, exported);
        Assert.Equal(exported, Manifest("CmdletsToExport"));
        Assert.Empty(Manifest("FunctionsToExport"));
        Assert.Empty(Manifest("AliasesToExport"));
        Assert.Empty(Manifest("VariablesToExport"));
    }

    [Fact]
    public void Commands_HaveApprovedVerbsAndMatchingClassNames()
    {
        Assert.Empty(_host.Run($"Import-Module '{ModuleHost.ModuleDirectory}/NovaPS.psd1' -Force").AssertNoErrors().Warning);
        Assert.All(Classes(), type =>
        {
            var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            Assert.Equal(cmdlet.VerbName + cmdlet.NounName + "Command", type.Name);
            Assert.Equal("NovaPS.Commands", type.Namespace);
            Assert.True(type.IsSealed, type.Name + " is not sealed");
            Assert.StartsWith("Nova", cmdlet.NounName, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Commands_DeclareShouldProcessAndOutputType_WhenTheyChangeOrWrite()
    {
        string[] reading = ["Get", "Wait", "Connect", "Test"];
        string[] silent = ["Clear-NovaSimulatorFault", "Disconnect-NovaProject", "Stop-NovaSimulator"];
        Assert.All(Classes(), type =>
        {
            var cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
            Assert.Equal(!reading.Contains(cmdlet.VerbName), cmdlet.SupportsShouldProcess);
            Assert.Equal(silent.Contains(cmdlet.VerbName + "-" + cmdlet.NounName), !type.GetCustomAttributes<OutputTypeAttribute>().Any());
        });
    }

    [Fact]
    public void Server_HasTheSameDeclaration_InEveryCommand()
    {
        var parameters = Commands().Where(c => c.Parameters.ContainsKey("Server")
            && !c.Name.Contains("NovaSimulator", StringComparison.Ordinal)).Select(c => c.Parameters["Server"]).ToList();

        Assert.True(parameters.Count >= 5);
        Assert.All(parameters, p =>
        {
            Assert.Equal("NovaServerIdentity[]", p.ParameterType.Name);
            var set = Assert.Single(p.ParameterSets.Values);
            Assert.Equal((0, true, true), (set.Position, set.ValueFromPipeline, set.ValueFromPipelineByPropertyName));
            Assert.Equal(["ServerId", "Id"], p.Aliases.Where(a => a != "Name"));
        });
    }

    [Fact]
    public void PublicProperties_HaveNoSecretAndNoTypeOfAnotherLibrary()
    {
        var types = Assembly("NovaPS.Client").GetExportedTypes().Concat(Assembly("NovaPS.Simulator").GetExportedTypes());
        Assert.All(types.SelectMany(t => t.GetProperties()), property =>
        {
            Assert.DoesNotMatch("SecureString|PSCredential|Newtonsoft|DateTimeOffset", property.PropertyType.FullName!);
            Assert.DoesNotMatch("(?i)password|secret|^token$|adminpass|userdata", property.Name);
        });
    }

    [Theory]
    [InlineData("NovaPS.Client", "Newtonsoft.Json", "NovaPS.YamlDotNet", "netstandard")]
    [InlineData("NovaPS.YamlDotNet", "netstandard")]
    [InlineData("NovaPS.Simulator", "Newtonsoft.Json", "netstandard")]
    [InlineData("NovaPS", "NovaPS.Client", "NovaPS.Simulator", "System.Management.Automation", "netstandard")]
    public void Assemblies_ReferenceOnlyWhatIsAllowed(string assembly, params string[] allowed) =>
        Assert.Empty(Assembly(assembly).GetReferencedAssemblies().Select(r => r.Name).Except(allowed));

    [Fact]
    public void ModuleAssembly_ReferencesNeitherHttpNorJson() =>
        Assert.DoesNotContain(Assembly("NovaPS").GetReferencedAssemblies(), r => r.Name is "Newtonsoft.Json" or "System.Net.Http");

    [Fact]
    public void Version_IsTheSameInManifestAssembliesAndChangelog()
    {
        var version = (string)_host.Value("(Get-Module NovaPS).Version.ToString()");

        Assert.All(new[] { "NovaPS", "NovaPS.Client", "NovaPS.Simulator" }, name =>
            Assert.Equal(version, Assembly(name).GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));
        Assert.Equal("## " + version, File.ReadLines(Path.Combine(ModuleHost.RepositoryDirectory, "CHANGELOG.md"))
            .First(l => l.StartsWith("## ", StringComparison.Ordinal)).Split(" (")[0]);
    }

    [Fact]
    public void Changelog_HasOnlyTheFourKindsOfEntry() =>
        Assert.All(File.ReadLines(Path.Combine(ModuleHost.RepositoryDirectory, "CHANGELOG.md"))
            .Where(l => l.Length > 0 && !l.StartsWith('#')),
            line => Assert.Matches("^(- (Add|Change|Fix|Remove) |  \\S)", line));

    [Theory]
    [InlineData("NovaPS.psd1")]
    [InlineData("out/NovaPS/NovaPS.psd1")]
    public void Module_CanBeImported_WithEachManifest(string manifest)
    {
        using var host = ModuleHost.Import(Path.Combine(ModuleHost.RepositoryDirectory, manifest));

        Assert.Equal("Start-NovaServer", (string)host.Value("(Get-Command Start-NovaServer).Name"));
        Assert.DoesNotContain("out/NovaPS", File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, "NovaPS.psd1")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorIds_AreDefinedOnlyInTheEnum()
    {
        var ids = Enum.GetNames(Assembly("NovaPS.Client").GetType("NovaPS.NovaErrorId", throwOnError: true)!);
        var sources = Directory.EnumerateFiles(Path.Combine(ModuleHost.RepositoryDirectory, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(f => (f, Text: File.ReadAllText(f))).ToList();

        Assert.Empty(sources.SelectMany(s => ids.Where(id => s.Text.Contains('"' + id + '"')).Select(id => s.f + ": " + id)));
        Assert.EndsWith("ErrorRecords.cs", Assert.Single(sources, s =>
            s.Text.Contains("ErrorRecord Create(") || s.Text.Contains("new ErrorRecord(")).f, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_AreWithinTheLimitOfEditorConfig_UnlessALiteralIsLonger()
    {
        var settings = File.ReadAllText(Path.Combine(ModuleHost.RepositoryDirectory, ".editorconfig"));
        var limit = int.Parse(
            Regex.Match(settings, @"^max_line_length = (\d+)", RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);
        var files = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(ModuleHost.RepositoryDirectory, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(ModuleHost.RepositoryDirectory, file))
            .Where(file => !Regex.IsMatch(file, @"[\\/](bin|obj)[\\/]"));

        Assert.Empty(files.SelectMany(file => LongLines(file, limit)));
    }

    /// <summary>Omits lines with raw, verbatim and interpolated strings, which cannot be wrapped.</summary>
    private static IEnumerable<string> LongLines(string file, int limit)
    {
        var isInRawString = false;
        foreach (var (index, line) in File.ReadLines(Path.Combine(ModuleHost.RepositoryDirectory, file)).Index())
        {
            var quotes = Regex.Count(line, "(?<![@\"])\"{3,}");
            if (quotes == 0 && !isInRawString && line.Length > limit && !Regex.IsMatch(line, "[$@]\""))
                yield return $"{file}:{index + 1} has {line.Length} characters";
            isInRawString ^= quotes % 2 == 1;
        }
    }

    private static Assembly Assembly(string name) =>
        System.Reflection.Assembly.LoadFrom(Path.Combine(ModuleHost.ModuleDirectory, name + ".dll"));

    private static IEnumerable<Type> Classes() => Assembly("NovaPS").GetTypes()
        .Where(t => t.GetCustomAttribute<CmdletAttribute>() is not null);

    private List<CmdletInfo> Commands() =>
        [.. _host.Run("Get-Command -Module NovaPS").AssertNoErrors().Output.Select(o => (CmdletInfo)o.BaseObject)];

    private List<string> Manifest(string key)
    {
        var text = File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, "NovaPS.psd1"));
        return [.. _host.Run("$m = " + text + $"\n$m.{key}").AssertNoErrors().Output.Select(o => (string)o.BaseObject)];
    }
}
