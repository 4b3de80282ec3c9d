using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Threading;
using NovaPS.Robustness.Faults;
using NovaPS.Robustness.Wire;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// The commands on a cloud that does something wrong, one server and many: some cells of the matrix that tests/NovaPS.Robustness runs on
/// the client.
/// </summary>
public sealed class FaultMatrixTests(ModuleHost host) : IClassFixture<ModuleHost>
{
    private const int Seed = 11;
    private const int Cells = 24;
    private const string Preferences = "$VerbosePreference = $DebugPreference = 'Continue'; ";

    private static readonly (string Name, Needs[] Has, Func<Request, bool> Fits)[] Places =
    [
        ("login", [Needs.Anything, Needs.Json, Needs.Login, Needs.Catalog], r => r.Target == "/v3/auth/tokens" && r.Method == "POST"),
        ("version", [Needs.Anything, Needs.Json], r => r.Target == "/v2.1/"),
        ("list", [Needs.Anything, Needs.Json, Needs.Rows, Needs.Page], r => IsList(r) && !r.Target.Contains("since",
            StringComparison.Ordinal)),
        ("start", [Needs.Anything], r => r.Body.Contains("os-start", StringComparison.Ordinal)),
        ("poll", [Needs.Anything, Needs.Json], r => r.Target.Contains("since", StringComparison.Ordinal)
            || (!IsList(r) && r.Method == "GET" && r.Target.StartsWith("/v2.1/servers/", StringComparison.Ordinal))),
        ("logout", [Needs.Anything], r => r.Method == "DELETE"),
    ];

    /// <summary>Claims about a server, which are never true here.</summary>
    private static readonly string[] Claims =
        ["NovaServerActionFailed", "NovaServerFaulted", "NovaServerActionSuperseded", "NovaInternalError", "NovaServerInputInvalid"];

    /// <summary>Some faults at each place, the same ones each time.</summary>
    public static TheoryData<string, string, bool> Sample
    {
        get
        {
            var random = new Random(Seed);
            var cells = (from fault in FaultTable.All
                         from place in Places
                         // What hangs, waits or floods is the matrix's own.
                         where place.Has.Contains(fault.Needs) && fault is { Hangs: false, IsSlow: false, IsLarge: false,
                             IsPlausible: false, Things: null }
                         select (Fault: fault.Name, Place: place.Name)).ToArray();
            random.Shuffle(cells);
            var data = new TheoryData<string, string, bool>();
            foreach (var (fault, place) in cells.GroupBy(c => c.Place).SelectMany(g => g.Take(Cells / Places.Length)))
                data.Add(fault, place, data.Count % 2 == 0);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sample))]
    public void Pipeline_GivesEveryServerOneTrueOutcome_WhateverTheFault(string faultName, string placeName, bool isBulk)
    {
        var fault = FaultTable.All.Single(f => f.Name == faultName);
        var place = Places.Single(p => p.Name == placeName);
        var names = Enumerable.Range(0, isBulk ? 8 : 1).Select(i => "web" + i).ToList();
        var simulator = host.StartSimulator("-StartDelay 0");
        foreach (var name in names)
            simulator.AddServer(name, "SHUTOFF");
        string password = simulator.GetPassword();
        var hits = 0;
        using var end = new FarEnd(new Uri((string)simulator.AuthUrl), async x =>
            place.Fits(x.Request) && Interlocked.Increment(ref hits) == 1 ? await fault.Act(x) : await x.SendAsync(await x.ForwardAsync()))
        {
            Secret = password,
        };

        var connected = host.Run(Preferences + $"$null = Connect-NovaProject -AuthUrl {end.Url}v3 -Credential $credential "
            + "-ProjectName demo -RequestTimeout 5", ("credential", new PSCredential("demo", new NetworkCredential("",
                password).SecurePassword)));
        AssertClean(connected, end);
        if (connected.TerminatingError is not null || connected.Errors.Count > 0)
        {
            Assert.Contains(placeName, new[] { "login", "version" });
            return;
        }

        var result = host.Run(Preferences + "Get-NovaServer web* | Start-NovaServer -Wait -Timeout 5");
        AssertClean(result, end);
        AssertOutcomes(result, names, simulator);
        AssertClean(host.Run(Preferences + "Disconnect-NovaProject"), end);
    }

    private static void AssertOutcomes(ScriptResult result, List<string> names, dynamic simulator)
    {
        var ids = names.Select(n => (string)simulator.GetServer(n).Id).ToList();
        // An error that ends the connection's work counts all that have no outcome of their own.
        var isOver = result.TerminatingError is not null || result.Errors.Any(e => e.TargetObject is null || ServerId(e) is null);
        foreach (var id in ids)
        {
            var written = result.Output.Count(o => (string)o.Properties["Id"].Value == id);
            var errors = result.Errors.Where(e => ServerId(e) == id).ToList();
            var starts = 0;
            foreach (var request in simulator.GetRequests())
                starts += request.Action == "os-start" && request.ServerId == id && request.StatusCode == 202 ? 1 : 0;
            Assert.True(written + errors.Count == 1 || (isOver && written + errors.Count == 0),
                $"{written} objects, {errors.Count} errors");
            Assert.InRange(starts, 0, 1);
            if (written == 1)
                Assert.Equal((1, "ACTIVE"), (starts, (string)simulator.GetServer(id).Status));
        }
    }

    private static string? ServerId(ErrorRecord error) =>
        error.Exception.GetType().GetProperty("ServerId")?.GetValue(error.Exception) as string;

    /// <summary>Documented errors, no secret, and nothing that a terminal obeys.</summary>
    private static void AssertClean(ScriptResult result, FarEnd end)
    {
        var errors = result.TerminatingError is { } last ? result.Errors.Append(last).ToList() : [.. result.Errors];
        foreach (var error in errors)
        {
            Assert.StartsWith("Nova", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.DoesNotContain(error.FullyQualifiedErrorId.Split(',')[0], Claims);
        }

        var texts = errors.Select(ScriptResult.Text).Concat(errors.Select(e => e.Exception.ToString())).Concat(result.Verbose)
            .Concat(result.Debug).Concat(result.Warning).Concat(result.Information).ToList();
        foreach (var secret in end.Tokens.Append(end.Secret))
            Assert.DoesNotContain(texts, t => t.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(errors.Select(ScriptResult.Text).Concat(result.Verbose).Concat(result.Debug),
            t => t.Any(c => char.IsControl(c) && c is not ('\r' or '\n')));
    }

    private static bool IsList(Request request) => request.Target.Contains("/servers/detail", StringComparison.Ordinal);
}
