using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Renders every view in NovaPS.Format.ps1xml at the usual widths, and compares its headings with the properties.</summary>
public sealed class ViewLayoutTests(ViewLayoutTests.Objects objects) : IClassFixture<ViewLayoutTests.Objects>
{
    private const string Id = "8b1e00c2-f8f6-4448-8691-10aa2a0c8938";
    private const string UserId = "52f7e6fe7ff64a8a960b4db0a228a0dd";
    private const string Name = "name-of-28-characters-000028";

    private static readonly int[] Usual = [80, 100, 120, 160, 200];

    private static readonly XElement[] All =
        [.. XDocument.Load(Path.Combine(ModuleHost.ModuleDirectory, "NovaPS.Format.ps1xml")).Descendants("View")];

    /// <summary>The names of all views that have headings.</summary>
    public static TheoryData<string> Views => new(All.Where(v => v.Descendants("Label").Any()).Select(NameOf));

    public static TheoryData<string> Tables => new(All.Where(v => v.Element("TableControl") is not null).Select(NameOf));

    [Theory]
    [MemberData(nameof(Tables))]
    public void Table_ShowsHeadingsIdsAndNamesWhole_AtUsualWidths(string view)
    {
        var labels = Labels(view);
        foreach (var (width, lines) in Usual.SelectMany(w => new[] { (w, Render(view, w, Name)), (w, RenderString(view, w, Name)) }))
        {
            // A heading that does not fit has several lines before the ruler.
            Assert.True(Regex.IsMatch(lines[1], "^[- ]+$"), width + ":\n" + string.Join('\n', lines));
            var headings = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(labels.Take(headings.Length), headings);
            foreach (var (heading, text) in headings.Select(h => (h, Text: ExpectedIn(view, h, width))).Where(h => h.Text is not null))
                Assert.True(lines[2].Contains(text!, StringComparison.Ordinal), $"{heading} at {width}:\n{string.Join('\n', lines)}");
        }

        // Each heading is shown in a window of 200 columns.
        Assert.Equal(labels.Length, Render(view, 200, Name)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Table_FitsTheWindow_AtAnyWidthAndLength(string view)
    {
        foreach (var text in new[] { Name, "x", new string('w', 300), new string('界', 90), "e\u001b[2J\u202e" })
        {
            for (var width = 60; width <= 220; width += 20)
            {
                Assert.All(Render(view, width + 3, text), line => Assert.True(line.Length <= width + 3, line));
                Assert.All(RenderString(view, width, text), line => Assert.True(line.Length <= width, line));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Heading_IsAPropertyThatCanBeFilteredBy(string view)
    {
        var script = Script(view, Name);
        Assert.All(Labels(view), label =>
        {
            var found = objects.Host.Run($"$value = ({script}).{label}; {script} | Where-Object "
                + $"{{ $_.PSObject.Properties['{label}'] -and ($value -is [Collections.IEnumerable] -or $_.{label} -eq $value) }}").AssertNoErrors();
            Assert.Single(found.Output);
        });
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void List_HasTheOrderOfTheProperties(string view)
    {
        if (NameOf(Find(view)).EndsWith("FaultList", StringComparison.Ordinal) || Find(view).Element("ListControl") is null)
            return;
        var properties = ((PSObject)objects.Host.Run(Script(view, Name)).AssertNoErrors().Output.Single()).Properties
            .Where(p => p.MemberType == PSMemberTypes.Property).Select(p => p.Name).ToList();
        var labels = Labels(view).Where(properties.Contains).ToList();

        Assert.Equal(labels.OrderBy(properties.IndexOf), labels);
    }

    [Theory]
    [InlineData("[NovaPS.NovaServer]", "Name,Id,Status,TaskState,PowerState,")]
    [InlineData("[NovaPS.NovaServerAction]", "Action,ServerName,ServerId,RequestId,StartTime,Duration,Result,User,")]
    public void Export_HasTheOrderOfTheProperties(string type, string expected)
    {
        var names = $"{type}.GetProperties().Name -join ','";
        var csv = (string)objects.Host.Value($"({type}::new() | ConvertTo-Csv)[0].Replace('\"', '')");
        var json = (string)objects.Host.Value($"({type}::new() | ConvertTo-Json -Depth 1 | ConvertFrom-Json).PSObject.Properties.Name -join ','");
        var html = (string)objects.Host.Value($"[regex]::Matches(({type}::new() | ConvertTo-Html -Fragment), '<th>(\\w+)').ForEach{{ $_.Groups[1].Value }} -join ','");

        Assert.StartsWith(expected, csv, StringComparison.Ordinal);
        Assert.Equal((string)objects.Host.Value(names), csv);
        Assert.Equal((csv, csv), (json, html));
    }

    [Theory]
    [InlineData("Connect-NovaProject -Simulator $sim; Get-NovaServer", "Name Status IPAddress")]
    [InlineData("Connect-NovaProject -Simulator $sim; Start-NovaSimulator", "AuthUrl IsRunning UserName ProjectName ServerCount")]
    [InlineData("Connect-NovaProject -Simulator $sim; Get-NovaConnection", "Name IsDefault ProjectName UserName")]
    [InlineData("Get-NovaServer; Connect-NovaProject -Simulator $sim; Get-NovaServer -AllProjects -Connection $admin",
        "Name Status IPAddress")]
    [InlineData("Get-NovaServer -AllProjects -Connection $admin; Get-NovaServer", "Name Status Project")]
    public void Commands_ShareATable_WhenTheyAreOnOneLine(string script, string headings)
    {
        var text = objects.Host.RenderText(script, 80);

        Assert.Single(Regex.Matches(text, "(?m)^" + headings.Replace(" ", " +", StringComparison.Ordinal)));
        Assert.DoesNotMatch(@"(?m)^(Id|Status|AuthUrl|NovaServer|NovaConnection) +:", text);
    }

    [Fact]
    public void Flavor_HasItsSize_WhenItFollowsATableOfServers() => Assert.Contains(
        "NovaFlavor : m1.nano: 1 vCPU, 64 MiB RAM, 1 GiB disk", objects.Host.RenderText("Get-NovaServer; Get-NovaFlavor m1.nano", 80),
        StringComparison.Ordinal);

    private static string NameOf(XElement view) => view.Element("Name")!.Value;

    private static XElement Find(string view) => All.Single(v => NameOf(v) == view);

    private static string TypeOf(string view) => Find(view).Descendants("TypeName").First().Value;

    private static string[] Labels(string view) => [.. Find(view).Descendants("Label").Select(l => l.Value)];

    private static string? ExpectedIn(string view, string heading, int width) => heading switch
    {
        // In a narrower window, there is room for a name only.
        "User" when width >= 160 => UserId,
        "Id" or "ServerId" => Id,
        "Name" or "ServerName" or "Network" when view != "NovaSimulator" => Name,
        _ => null,
    };

    private static string Script(string view, string text) => $"New-ViewObject '{TypeOf(view)}' '{text}'";

    private string[] Render(string view, int width, string text) =>
        Lines(objects.Host.RenderText(Script(view, text) + Format(view), width));

    private string[] RenderString(string view, int width, string text) =>
        Lines((string)objects.Host.Value($"{Script(view, text)}{Format(view)} | Out-String -Width {width}"));

    private static string Format(string view) => " | Format-Table -View " + view;

    private static string[] Lines(string text) => [.. text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)];

    /// <summary>A host with a function that creates an object of any type that has a view.</summary>
    public sealed class Objects : IDisposable
    {
        private static readonly string Function = $$"""
            function New-ViewObject([string] $view, [string] $text) {
                $name = $view -replace '#.*'
                $object = switch ($name) {
                    'NovaPS.NovaConnection' { [NovaPS.NovaConnection]::new('https://' + $text, 'p', $text) }
                    'NovaPS.NovaServerConsole' { [NovaPS.NovaServerConsole]::new('{{Id}}', 'vnc', 'novnc', 'u') }
                    'NovaPS.Simulator.NovaSimulator' { $sim }
                    'NovaPS.Simulator.NovaSimulatorRequest' { $request }
                    default { New-Object $name }
                }
                foreach ($property in $object.GetType().GetProperties().Where{ $_.SetMethod -and $_.SetMethod.IsPublic }) {
                    $value = switch -Regex ($property.PropertyType.FullName + ' ' + $property.Name) {
                        '^System.String (Id|ServerId|Details)$' { '{{Id}}'; break }
                        '^System.String User$' { '{{UserId}}'; break }
                        '^System.String ' { $text }
                        'DateTime' { [datetime]'2026-11-23 22:56:48' }
                        'TimeSpan' { [timespan]::FromSeconds(12.5) }
                        'Boolean' { $true }
                        '^System.(Int32|Nullable.*Int32)' { 7 }
                        'NovaMetadata|IDictionary' { @{ $text = $text } }
                    }
                    if ($null -ne $value) { $property.SetValue($object, [System.Management.Automation.LanguagePrimitives]::ConvertTo($value, $property.PropertyType)) }
                }
                if ($view -ne $name) { $object.PSTypeNames.Insert(0, $view) }
                $object
            }
            """;

        public Objects()
        {
            Host.StartSimulator("'web1'");
            Host.Run(Function).AssertNoErrors();
            Host.Run("$password = ConvertTo-SecureString $sim.GetPassword() -AsPlainText -Force; $admin = Connect-NovaProject -AuthUrl "
                + "$sim.AuthUrl -Credential ([pscredential]::new('admin', $password)) -ProjectName demo").AssertNoErrors();
            Host.Run("$connection = Connect-NovaProject -Simulator $sim; Start-NovaServer web1; $request = Get-NovaSimulatorRequest $sim | "
                + "Select-Object -Last 1").AssertNoErrors();
        }

        public ModuleHost Host { get; } = new();

        public void Dispose() => Host.Dispose();
    }
}
