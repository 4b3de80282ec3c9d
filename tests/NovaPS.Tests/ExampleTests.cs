using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using NovaPS.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NovaPS.Tests;

/// <summary>
/// Runs the examples of the help and compares their output. tests/Examples/Fixture.ps1 creates the environment that they assume, and has
/// the rules of the comparison. For the transcripts of those that fail, which can be pasted into the help, run:
/// dotnet test tests/NovaPS.Tests --filter FullyQualifiedName~ExampleTests
/// </summary>
[Collection(SharedEnvironment.Name)]
public sealed class ExampleTests(ITestOutputHelper output)
{
    private const int Width = 80;

    private static readonly Dictionary<string, string> Codes = Read();

    public static TheoryData<string> Examples => new(Codes.Keys);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_DisplaysTheOutputOfTheHelp(string example)
    {
        using var fixture = new Fixture(Codes[example]);
        var host = fixture.Host;
        host.UserInterface.Choose("Yes", "Yes", "Yes", "Yes");
        var transcript = new StringBuilder();
        var same = true;
        foreach (var step in host.Run("Read-FixtureExample $code", ("code", Codes[example]))
            .AssertNoErrors().Output.Select(o => (Hashtable)o.BaseObject))
        {
            var statement = (string)step["Statement"]!;
            var shown = host.RenderText((string)host.Value("ConvertTo-FixtureStatement $text", ("text", statement)), Width);
            shown = (string)host.Value("ConvertFrom-FixtureText $text", ("text", shown));
            same &= (bool)host.Value("Test-FixtureOutput $expected $shown", ("expected", step["Output"]), ("shown", shown));
            transcript.Append("PS> ").Append(statement.Replace("\n", "\n>> ", StringComparison.Ordinal)).Append('\n');
            if (shown.Trim().Length > 0)
                transcript.Append(shown).Append('\n');
        }

        Assert.True(transcript.Length > 0, example + " has no statement");
        if (!same)
            output.WriteLine("==== " + example + "\n" + transcript + "====");
        Assert.True(same, $"{example}: the console shows something else:\n{transcript}");
    }

    private static Dictionary<string, string> Read()
    {
        XNamespace maml = "http://schemas.microsoft.com/maml/2004/10", command = "http://schemas.microsoft.com/maml/dev/command/2004/10",
            dev = "http://schemas.microsoft.com/maml/dev/2004/10";
        return XDocument.Load(Path.Combine(ModuleHost.ModuleDirectory, "en-US", "NovaPS.dll-Help.xml")).Descendants(command + "example")
            .ToDictionary(
            example =>
                $"{example.Parent!.Parent!.Descendants(command + "name").First().Value} {example.Element(maml + "title")!.Value.Trim('-', ' ')}",
            example => example.Element(dev + "code")!.Value);
    }
}
