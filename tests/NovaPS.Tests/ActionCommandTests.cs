using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests what every action command has in common, with one row per command: each outcome that a server can have, what is sent, -WhatIf,
/// -Idempotent and completion.
/// </summary>
public sealed class ActionCommandTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly dynamic _simulator;

    public ActionCommandTests()
    {
        _simulator = _host.StartSimulator("-StartDelay 0.1 -StopDelay 0.1 -ActionDelay 0.1");
        _host.Run("$null = Connect-NovaProject -Simulator $sim").AssertNoErrors();
    }

    /// <summary>A command, and what is expected of it.</summary>
    /// <param name="Command">The command with its parameters.</param>
    /// <param name="Action">The key of the request body.</param>
    /// <param name="Body">The request body.</param>
    /// <param name="Origin">A status in which Nova accepts the action.</param>
    /// <param name="Target">The status after the action.</param>
    /// <param name="OnHostFailure">The error id if the compute host fails; null if Nova does not report the failure.</param>
    public sealed record Row(string Command, string Action, string Body, string Origin, string Target, string? OnHostFailure)
    {
        public string Name => Command.Split(' ')[0];

        /// <summary>A status in which Nova refuses the action; null if there is none.</summary>
        public string? Refused { get; init; } = "VERIFY_RESIZE";

        /// <summary>The error id if the server is locked.</summary>
        public string WhenLocked { get; init; } = "NovaServerLocked";

        /// <summary>Whether Nova accepts the action for a locked server.</summary>
        public bool IgnoresLock { get; init; }

        /// <summary>How many requests read something before the action is sent.</summary>
        public int Reads { get; init; }

        /// <summary>The parameters of Add-NovaSimulatorFault that select the request.</summary>
        public string Selector => Body.Length == 0 ? "-Method DELETE" : "-Action " + Action;

        public override string ToString() => Command;
    }

    // Nova does not report a failed restart while the guest runs, and locking does not involve a compute host.
    public static TheoryData<Row> Rows => new(
        new Row("Start-NovaServer", "os-start", """{"os-start": null}""", "SHUTOFF", "ACTIVE", "NovaServerActionFailed"),
        new Row("Stop-NovaServer", "os-stop", """{"os-stop": null}""", "ACTIVE", "SHUTOFF", "NovaServerActionFailed"),
        new Row("Restart-NovaServer", "reboot", """{"reboot": {"type": "SOFT"}}""", "ACTIVE", "ACTIVE", null),
        new Row("Restart-NovaServer -Force", "reboot", """{"reboot": {"type": "HARD"}}""", "SHUTOFF", "ACTIVE", null),
        new Row("Suspend-NovaServer", "suspend", """{"suspend": null}""", "ACTIVE", "SUSPENDED", "NovaServerFaulted"),
        new Row("Suspend-NovaServer -Mode Pause", "pause", """{"pause": null}""", "ACTIVE", "PAUSED", "NovaServerActionFailed"),
        new Row("Suspend-NovaServer -Mode Shelve", "shelve", """{"shelve": null}""", "SHUTOFF", "SHELVED_OFFLOADED",
            "NovaServerActionFailed"),
        new Row("Resume-NovaServer", "unpause", """{"unpause": null}""", "PAUSED", "ACTIVE", "NovaServerActionFailed") { Reads = 1 },
        new Row("Resume-NovaServer", "resume", """{"resume": null}""", "SUSPENDED", "ACTIVE", "NovaServerFaulted") { Reads = 1 },
        new Row("Resume-NovaServer", "unshelve", """{"unshelve": null}""", "SHELVED", "ACTIVE", "NovaServerActionFailed") { Reads = 1 },
        new Row("Resize-NovaServer -Flavor m1.small", "resize", """{"resize": {"flavorRef": "2"}}""", "ACTIVE", "VERIFY_RESIZE",
            "NovaServerFaulted") { Reads = 1 },
        new Row("Confirm-NovaServerResize", "confirmResize", """{"confirmResize": null}""", "VERIFY_RESIZE", "ACTIVE",
            "NovaServerFaulted") { Refused = "ACTIVE" },
        new Row("Undo-NovaServerResize", "revertResize", """{"revertResize": null}""", "VERIFY_RESIZE", "ACTIVE",
            "NovaServerFaulted") { Refused = "ACTIVE" },
        new Row("Enable-NovaServerRescue", "rescue", """{"rescue": {}}""", "ACTIVE", "RESCUE", "NovaServerFaulted"),
        new Row("Disable-NovaServerRescue", "unrescue", """{"unrescue": null}""", "RESCUE", "ACTIVE", "NovaServerFaulted"),
        new Row("Lock-NovaServer", "lock", """{"lock": null}""", "ACTIVE", "ACTIVE", null) { Refused = null, IgnoresLock = true },
        new Row("Lock-NovaServer -Reason 'by \"me\"'", "lock", """{"lock": {"locked_reason": "by \"me\""}}""", "PAUSED", "PAUSED", null)
            { Refused = null, IgnoresLock = true },
        new Row("Unlock-NovaServer", "unlock", """{"unlock": null}""", "SHUTOFF", "SHUTOFF", null) { Refused = null, IgnoresLock = true },
        new Row("Checkpoint-NovaServer -Name before", "createImage", """{"createImage": {"name": "before", "metadata": {}}}""", "ACTIVE",
            "ACTIVE", "NovaServerActionFailed") { IgnoresLock = true },
        new Row("Invoke-NovaServerRebuild -Confirm:$false", "rebuild",
            """{"rebuild": {"imageRef": "f5f88875-e6bb-4701-93be-d7af5172a48d"}}""", "SHUTOFF", "SHUTOFF", "NovaServerFaulted")
            { Reads = 1 },
        new Row("Remove-NovaServer -Confirm:$false", "delete", "", "ACTIVE", "DELETED", "NovaServerFaulted") { Refused = null },
        new Row("Remove-NovaServer -Permanent -Confirm:$false", "forceDelete", """{"forceDelete": null}""", "SOFT_DELETED", "DELETED",
            "NovaServerFaulted") { Refused = null },
        new Row("Restore-NovaServer", "restore", """{"restore": null}""", "SOFT_DELETED", "ACTIVE", null)
            { WhenLocked = "NovaServerInvalidState" });

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Rows_ListEveryCommandThatSendsAnAction() => Assert.Equal(
        _host.Run("(Get-Command -Module NovaPS | Where-Object { $_.Parameters.Keys -contains 'ThrottleLimit' -and $_.Parameters.Keys "
            + "-contains 'Wait' }).Name")
            .AssertNoErrors().Output.Select(c => (string)c.BaseObject).Order(StringComparer.Ordinal),
        ((IEnumerable<object[]>)Rows).Select(r => ((Row)r[0]).Name).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Command_SendsTheActionOnce(Row row)
    {
        var id = Add(row);

        var action = _host.Run($"{row.Command} $id", ("id", id)).AssertNoErrors().Output;

        Assert.Equal(row.Body, Assert.Single(Sent()));
        Assert.Equal(1 + row.Reads, Requests().Count());
        Assert.Equal(id, Assert.Single(action).Properties["ServerId"].Value);
        Assert.EndsWith((string)action[0].Properties["Action"].Value, row.Action, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("req-", (string)action[0].Properties["RequestId"].Value, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Wait_WritesTheServerInItsTargetState(Row row)
    {
        var id = Add(row);

        var server = Assert.Single(_host.Run($"{row.Command} $id -Wait -Timeout 60", ("id", id)).AssertNoErrors().Output);

        Assert.Equal((row.Target, null), ((string)server.Properties["Status"].Value, server.Properties["TaskState"].Value));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Wait_ReportsTheFailure_WhenTheHostFails(Row row)
    {
        if (row.OnHostFailure is null)
            return;
        var id = Add(row);
        _host.Run($"Add-NovaSimulatorFault $sim {row.Selector} -FailsOnHost").AssertNoErrors();

        _host.Run($"{row.Command} $id -Wait -Timeout 60", ("id", id)).AssertError(row.OnHostFailure);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Command_IsRefused_WhenTheStateDoesNotAllowTheAction(Row row)
    {
        if (row.Refused is null)
            return;
        var id = Add(row, row.Refused);

        var result = _host.Run($"{row.Command} $id", ("id", id));

        var error = result.AssertError("NovaServerInvalidState");
        Assert.Empty(result.Output);
        Assert.Equal((id, id), ((string)error.TargetObject, (string)((dynamic)error.Exception).ServerId));
        Assert.StartsWith("Cannot ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("requires ", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(row.Refused, (string)_simulator.GetServer(id).Status);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Command_IsRefused_WhenTheServerIsLocked(Row row)
    {
        var id = Add(row);
        _simulator.Lock(id);

        var result = _host.Run($"{row.Command} $id", ("id", id));

        if (row.IgnoresLock)
            Assert.Single(result.AssertNoErrors().Output);
        else
            result.AssertError(row.WhenLocked);
        Assert.Equal(row.Body, Assert.Single(Sent()));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Command_FailsForThatServerOnly_WhenItDoesNotExist(Row row)
    {
        var id = Add(row);

        var result = _host.Run($"'00000000-0000-4000-8000-000000000000', $id | {row.Command}", ("id", id));

        Assert.Equal("00000000-0000-4000-8000-000000000000", result.AssertError("NovaServerNotFound").TargetObject);
        Assert.Equal(id, Assert.Single(result.Output).Properties["ServerId"].Value);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void WhatIf_ReadsAndSendsNothing(Row row)
    {
        var id = Add(row);

        var text = _host.RenderText($"{row.Command} {id} -WhatIf", width: 400);

        Assert.Contains(row.Body + "; it is " + row.Origin, text, StringComparison.Ordinal);
        Assert.NotEmpty(Requests());
        Assert.Empty(Sent());
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Server_CompletesServerNames_WhenTabIsPressed(Row row)
    {
        // Nova does not list soft-deleted servers.
        Add(row, row.Origin == "SOFT_DELETED" ? "ACTIVE" : null);

        var line = $"{row.Command} row";

        Assert.Equal("row1",
            _host.Value($"(TabExpansion2 '{line.Replace("'", "''", StringComparison.Ordinal)}' {line.Length}).CompletionMatches.CompletionText"));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Idempotent_ReportsSuccess_WhenTheServerIsInItsTargetState(Row row)
    {
        if (!_host.Value($"(Get-Command {row.Name}).Parameters.ContainsKey('Idempotent')"))
            return;
        var id = Add(row);

        var result = _host.Run($"{row.Command} $id -Wait -Timeout 60; {row.Command} $id -Idempotent -Wait -Timeout 60", ("id", id))
            .AssertNoErrors().Output;

        Assert.Equal([row.Target, row.Target], result.Select(s => (string)s.Properties["Status"].Value));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Command_FindsItsAction_WhenTheResponseIsLost(Row row)
    {
        var id = Add(row);
        _host.Run($"Add-NovaSimulatorFault $sim {row.Selector} -ResetAfterProcessing").AssertNoErrors();

        var action = Assert.Single(_host.Run($"{row.Command} $id", ("id", id)).AssertNoErrors().Output);

        Assert.StartsWith("req-", (string)action.Properties["RequestId"].Value, StringComparison.Ordinal);
        Assert.Equal(row.Body, Assert.Single(Sent()));
    }

    private string Add(Row row, string? status = null)
    {
        var id = (string)_simulator.AddServer("row1", status ?? row.Origin).Id;
        _host.Run("$sim.ClearRequests()").AssertNoErrors();
        return id;
    }

    private IEnumerable<dynamic> Requests() => ((IEnumerable)_simulator.GetRequests()).Cast<dynamic>();

    /// <summary>The bodies of the requests that change something; empty for one without a body.</summary>
    private string[] Sent() => Requests().Where(r => r.Method != "GET").Select(r => (string)(r.Body ?? string.Empty)).ToArray();
}
