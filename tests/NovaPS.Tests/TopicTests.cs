using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests that the code in the about topics has the results that tests/Examples/Topics.ps1 expects. The code is read from docs/, where it is
/// distinguished from text.
/// </summary>
[Collection(SharedEnvironment.Name)]
public sealed class TopicTests
{
    /// <summary>Sections with complete test files, which tests/Pester/Topics.Tests.ps1 runs.</summary>
    private static readonly string[] OfPester = ["about_NovaPS_Testing", "about_NovaPS_Testing A test with the simulator",
        "about_NovaPS_Testing Mocks"];

    private static readonly Dictionary<string, string[]> Code = Read();

    public static TheoryData<string> Sections => new(Code.Keys.Except(OfPester));

    [Theory]
    [MemberData(nameof(Sections))]
    public void Section_HasTheExpectedResult(string section)
    {
        using var fixture = new Fixture();
        fixture.Host.Run($". '{Fixture.Folder}/Topics.ps1'").AssertNoErrors();

        var complaints = fixture.Host.Run("Invoke-FixtureTopic $name $blocks", ("name", section), ("blocks", Code[section]))
            .AssertNoErrors().Output;

        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [Fact]
    public void ExpectedResults_NameOnlySectionsThatExist() =>
        Assert.Empty(Regex.Matches(File.ReadAllText(Fixture.Folder + "/Topics.ps1"), "^    '(about_[^']+)' = @", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value).Except(Code.Keys));

    /// <summary>
    /// The key is the topic and the heading, such as "about_NovaPS Connecting", or the topic alone for code before the first heading.
    /// </summary>
    private static Dictionary<string, string[]> Read() =>
        (from file in Directory.EnumerateFiles(Path.Combine(ModuleHost.RepositoryDirectory, "docs"), "about_*.md")
         from section in Regex.Split(File.ReadAllText(file).ReplaceLineEndings("\n"), "^## ", RegexOptions.Multiline)
             .Select((text, number) => (text, number))
         let blocks = Regex.Matches(section.text, "^```powershell\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)
             .Select(m => m.Groups[1].Value).ToArray()
         where blocks.Length > 0
         let heading = section.number == 0 ? string.Empty : " " + section.text.Split('\n')[0]
         select (Name: Path.GetFileNameWithoutExtension(file) + heading, blocks)).ToDictionary(s => s.Name, s => s.blocks);
}
