using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests that the help is complete and agrees with the commands.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public static TheoryData<string> Commands => new(Names);

    private static IEnumerable<string> Names => File.ReadLines(Path.Combine(ModuleHost.ModuleDirectory, "NovaPS.psd1"))
        .Select(line => Regex.Match(line, @"^\s+'(\w+-Nova\w+)'$")).Where(m => m.Success).Select(m => m.Groups[1].Value);

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_DescribesInputOutputAndEveryParameter(string command)
    {
        var help = Help(command);

        Assert.Matches(@"^\S.+\.$", Text(help, "Synopsis"));
        Assert.True(Text(help, "description").Length > 100);
        Assert.True(Items(Property(help, "examples"), "example").Count >= 3, "fewer than three examples");
        Assert.NotEmpty(Items(Property(help, "relatedLinks"), "navigationLink"));
        Assert.NotEmpty(Text(help, "returnValues"));
        Assert.NotEmpty(Text(help, "inputTypes"));
        Assert.All(Items(Property(help, "parameters"), "parameter"), p => Assert.Matches(@"(?s)^[A-Z\d].+\.$", Text(p, "description")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_ListsTheParametersOfTheCommand(string command)
    {
        var info = (CommandInfo)_host.Value($"Get-Command {command}");
        var parameters = Items(Property(Help(command), "parameters"), "parameter").ToDictionary(p => Text(p, "name"));

        Assert.Equal(info.Parameters.Values.Where(p => !IsCommon(p.Name)).Select(p => p.Name).Order(StringComparer.Ordinal),
            parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, described) in parameters)
        {
            var real = info.Parameters[name];
            Assert.Equal(string.Join(", ", real.Aliases.Order(StringComparer.Ordinal)) is { Length: > 0 } aliases ? aliases : "none",
                string.Join(", ", Text(described, "aliases").Split(", ").Order(StringComparer.Ordinal)));
            Assert.Equal(real.ParameterSets.Values.All(s => s.IsMandatory), Text(described, "required") == "true");
            Assert.Equal(real.ParameterSets.Values.Any(s => s.ValueFromPipeline || s.ValueFromPipelineByPropertyName),
                Text(described, "pipelineInput").StartsWith("True", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(real.ParameterSets.Values.First().Position is >= 0 and var position
                ? position.ToString(System.Globalization.CultureInfo.InvariantCulture) : "named", Text(described, "position"));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_ListsTheParameterSetsOfTheCommand(string command)
    {
        var info = (CommandInfo)_host.Value($"Get-Command {command}");
        var shown = Items(Property(Help(command), "syntax"), "syntaxItem")
            .Select(s => string.Join(' ', Items(s, "parameter").Select(p => Text(p, "name")).Order(StringComparer.Ordinal)));
        var real = info.ParameterSets.Select(s => string.Join(' ',
            s.Parameters.Select(p => p.Name).Where(n => !IsCommon(n)).Order(StringComparer.Ordinal)));

        Assert.Equal(real.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_FitsIn80Columns(string command)
    {
        var text = _host.RenderText($"Get-Help {command} -Full", width: 80);

        Assert.Contains("NAME", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("</|<maml|<command|&lt;|&gt;", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void AboutTopic_NamesEveryCommand()
    {
        var text = File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, "en-US", "about_NovaPS.help.txt"));

        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.All(Names, command => Assert.Contains(command, text, StringComparison.Ordinal));
        Assert.Contains("TOPIC", (string)_host.Value("Get-Help about_NovaPS"), StringComparison.Ordinal);
    }

    [Fact]
    public void AboutTopics_FitIn80ColumnsAndAreNamedInTheFirst()
    {
        var folder = Path.Combine(ModuleHost.ModuleDirectory, "en-US");
        var first = File.ReadAllText(Path.Combine(folder, "about_NovaPS.help.txt"));

        Assert.All(Directory.EnumerateFiles(folder, "about_*.help.txt"), file =>
        {
            Assert.All(File.ReadLines(file), line => Assert.True(line.TrimEnd().Length <= 80, line));
            Assert.Contains(Path.GetFileName(file).Replace(".help.txt", "", StringComparison.Ordinal), first, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void ErrorTopic_ListsEachIdWithCategoryScopeAndRemedy()
    {
        var text = File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, "en-US", "about_NovaPS_Errors.help.txt"));
        var entries = Regex.Matches(text, @"(?m)^    (Nova\w+)( \*)? {3,}(\w+)(?:, .*)?\n((?: {8}.*\n)+)")
            .ToDictionary(m => m.Groups[1].Value);
        var id = (Type)_host.Value("[NovaPS.NovaErrorId]");
        var create = Loaded("NovaPS").GetType("NovaPS.Internal.ErrorRecords", throwOnError: true)!
            .GetMethod("Create")!;
        var ends = Loaded("NovaPS.Client").GetType("NovaPS.Client.Errors.ErrorScope", throwOnError: true)!.GetMethod("IsConnectionFatal")!;
        var exception = Loaded("NovaPS.Client").GetType("NovaPS.NovaException", throwOnError: true)!;

        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.Equal(Enum.GetNames(id).Order(StringComparer.Ordinal), entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(Enum.GetValues(id).Cast<object>(), value =>
        {
            var error = Activator.CreateInstance(exception, value, "message", null)!;
            var record = (ErrorRecord)create.Invoke(null, [error, null, true])!;
            var entry = entries[value.ToString()!];
            var words = Regex.Replace(entry.Groups[4].Value, @"\s+", " ");
            Assert.Equal(record.CategoryInfo.Category.ToString(), entry.Groups[3].Value);
            Assert.Equal(ends.Invoke(null, [value]), entry.Groups[2].Success);
            Assert.Matches(@"^ [A-Z\d""].+\. Remedy: [A-Z].+\. $", words);
            Assert.NotEmpty(record.ErrorDetails.RecommendedAction);
            Assert.Contains(record.ErrorDetails.RecommendedAction, words, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void ErrorTopic_ListsTheStatusCodesOfEachId()
    {
        var text = File.ReadAllText(Path.Combine(ModuleHost.ModuleDirectory, "en-US", "about_NovaPS_Errors.help.txt"));
        var said = Regex.Matches(text, @"(?m)^    (Nova\w+)(?: \*)? {3,}\w+, (.*)$")
            .ToDictionary(m => m.Groups[1].Value, m => Statuses(m.Groups[2].Value).ToHashSet());
        var classify = Loaded("NovaPS.Client").GetType("NovaPS.Client.Errors.ErrorClassifier", throwOnError: true)!.GetMethod("Classify")!;
        var read = Loaded("NovaPS.Client").GetType("NovaPS.Client.Errors.ErrorBody", throwOnError: true)!.GetMethod("Read")!;
        string[] bodies =
        [
            "", "Malformed request URL", "Quota exceeded", "Server is locked", "while it is in task_state powering-on",
            """{"itemNotFound": {"message": "Instance could not be found."}}""", """{"overLimit": {"message": "Busy."}}""",
        ];
        var met = (from status in Enumerable.Range(400, 200).Prepend(300)
                   from body in bodies
                   select (Id: classify.Invoke(null, [status, read.Invoke(null, [body])])!.ToString()!, status))
            // Keystone responds with 404 to an unknown token.
            .Append((Id: "NovaUnauthorized", status: 404)).ToHashSet();

        Assert.All(met, m => Assert.True(said[m.Id].Contains(m.status), $"{m.Id} without {m.status}"));
        // Each status code in the topic also has that id. (4xx and 5xx are all other codes, and 3xx is a redirect.)
        Assert.Empty(said.Where(s => s.Value.Count < 90).SelectMany(s => s.Value.Select(status => (s.Key, status))).Except(met));
    }

    /// <summary>"404 or 300", "502 to 504", "4xx".</summary>
    private static IEnumerable<int> Statuses(string words) => words.EndsWith("xx", StringComparison.Ordinal)
        ? Enumerable.Range((words[0] - '0') * 100, 100)
        : words.Split(" to ") is [var first, var last] ? Enumerable.Range(Number(first), Number(last) - Number(first) + 1)
            : words.Split(" or ").Select(Number);

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    private static System.Reflection.Assembly Loaded(string name) =>
        AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == name);

    private static bool IsCommon(string name) =>
        Cmdlet.CommonParameters.Contains(name);

    private static List<PSObject> Items(PSObject? container, string name) => container?.Properties[name]?.Value switch
    {
        null => [],
        object[] many => [.. many.Select(PSObject.AsPSObject)],
        var one => [PSObject.AsPSObject(one)],
    };

    private static PSObject? Property(PSObject value, string name) =>
        value.Properties[name]?.Value is { } found ? PSObject.AsPSObject(found) : null;

    private static string Text(PSObject value, string name) => Flatten(value.Properties[name]?.Value).Trim();

    private static string Flatten(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable many => string.Join(' ', many.Cast<object>().Select(Flatten)),
        PSObject { BaseObject: PSCustomObject } custom => string.Join(' ', custom.Properties.Select(p => Flatten(p.Value))),
        PSObject wrapped => Flatten(wrapped.BaseObject),
        _ => value.ToString() ?? "",
    };

    private PSObject Help(string command) => Assert.Single(_host.Run($"Get-Help {command} -Full").AssertNoErrors().Output);
}
