using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests that another version of YamlDotNet, as another module may have, can be loaded before and after NovaPS.</summary>
public sealed class YamlClashTests : IDisposable
{
    private static readonly string Other = typeof(YamlClashTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(m => m.Key == "OtherYamlDotNet").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("novaps").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("{0}; {1}")]
    [InlineData("{1}; {0}")]
    public async Task YamlDotNet_LoadsBesideAnotherVersion_InEitherOrder(string order)
    {
        File.WriteAllText(Path.Combine(_folder, "clouds.yaml"), "clouds: {a: {}, b: {}}\n");
        var script = string.Format(null, order,
            $"$null = [Reflection.Assembly]::LoadFrom('{Other}'); [YamlDotNet.Core.Parser].Assembly.GetName().Version.ToString()",
            "try { Connect-NovaProject -Cloud c } catch { \"$_\" }");
        var path = Path.Combine(_folder, "test.ps1");
        File.WriteAllText(path, "$null = $ExecutionContext.SessionState.Path.SetLocation('" + _folder + "')\n" + script);

        var (exitCode, output, errors) = await PowerShellProcess.RunAsync(PowerShellProcess.NovaPSShell, ["-NoProfile", "-File", path]);

        Assert.True(exitCode == 0, errors);
        Assert.Equal(["11.0.0.0", "There is no cloud 'c'; the files have: a, b."],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}
