using System;
using NovaPS.Client.Operations;
using Xunit;
using static NovaPS.Client.Tests.Operations.OperationScript;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Tests waits without an action: for a status, a stable state, deletion and conditions, and their timeouts.</summary>
public sealed class WaitingTests
{
    [Theory]
    [InlineData("ACTIVE", "ACTIVE/-", true)]
    [InlineData("active", "ACTIVE/?", true)]
    [InlineData("ACTIVE", "ACTIVE/powering-off", false)]
    [InlineData("REBOOT", "REBOOT/rebooting", true)]
    [InlineData("ERROR", "ERROR/-", true)]
    public void Status_IsReached_WhenNoTaskIsAboutToLeaveIt(string status, string row, bool isReached) =>
        Assert.Equal(isReached, new OperationScript(Operation.WaitFor(status)).See(0.1, row).IsDone);

    [Theory]
    [InlineData("PAUSED/-", true)]
    [InlineData("BUILD/-", false)]
    [InlineData("ACTIVE/rebooting", false)]
    [InlineData("SHUTOFF/?", false)]
    public void StableState_IsReached_OnlyWhenNoTaskIsKnownToRun(string row, bool isReached) =>
        Assert.Equal(isReached, new OperationScript(Operation.WaitForRest()).See(0.1, row).IsDone);

    [Theory]
    [InlineData(null, nameof(NovaErrorId.NovaServerFaulted))]
    [InlineData("BUILD", nameof(NovaErrorId.NovaServerFaulted))]
    [InlineData("ERROR", null)]
    public void StableState_ReportsFault_UnlessTheServerWasInErrorBefore(string? prior, string? expected)
    {
        var script = new OperationScript(Operation.WaitForRest() with { Prior = prior is null ? null : Row(prior + "/-", -50) })
            .See(0.1, "ERROR/-");

        Assert.Equal(expected, (script.Step as FailedStep)?.ErrorId.ToString());
    }

    [Theory]
    [InlineData(true, nameof(NovaErrorId.NovaServerVanished))]
    [InlineData(false, nameof(NovaErrorId.NovaServerNotFound))]
    public void MissingServer_IsVanished_WhenItWasKnown(bool isKnown, string expected)
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { IsKnown = isKnown }).Lack(0.1);
        if (script.Step is ReadRecordListStep)
            script.Hide(0.2);

        Assert.Equal(expected, script.Failed.ErrorId.ToString());
    }

    [Fact]
    public void Deletion_IsReached_WhenTheServerIsGoneOrSoftDeleted()
    {
        Assert.True(new OperationScript(Operation.WaitForGone()).Lack(0.1).IsDone);
        Assert.True(new OperationScript(Operation.WaitForGone()).See(0.1, "SOFT_DELETED/-").IsDone);
        Assert.False(new OperationScript(Operation.WaitForGone()).See(0.1, "SOFT_DELETED/soft-deleting").IsDone);
    }

    [Fact]
    public void UserStatus_WinsOverTheTargetOfTheAction()
    {
        var script = new OperationScript(Operation.Follow(ServerAction.Start, "req-1", Cloud(-5)).Until("SHUTOFF"))
            .See(0.1, "ACTIVE/-", -1);
        Assert.IsType<WaitStep>(script.Step);

        Assert.Equal("SHUTOFF", script.See(30, "SHUTOFF/-", 29).DoneStatus);
    }

    [Fact]
    public void UnknownStatus_IsNotAnOutcome() =>
        Assert.IsType<WaitStep>(new OperationScript(Operation.Send(ServerAction.Start, wait: true)).Accept()
            .See(20, "UNKNOWN/?", null).Step);

    [Fact]
    public void ZeroTimeout_ReadsOnce()
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { Timeout = TimeSpan.Zero });
        Assert.IsType<WaitStep>(script.Tick(0.01).Step);

        Assert.Equal(NovaErrorId.NovaWaitTimeout, script.See(new ServerSeen(At(0.1), Row("SHUTOFF/-", -5))).Failed.ErrorId);
    }

    [Fact]
    public void LastRead_IsMadeBeforeTheTimeout()
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { Timeout = TimeSpan.FromSeconds(10) }).See(8, "SHUTOFF/-");

        Assert.Equal(TimeSpan.FromSeconds(1.5), Assert.IsType<WaitStep>(script.Step).AtMost);
        Assert.IsType<ReadServerStep>(script.Tick(9.5).Step);
    }

    [Fact]
    public void Timeout_EndsARead_WhenItTakesTooLong()
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { Timeout = TimeSpan.FromSeconds(10) });

        Assert.Equal(NovaErrorId.NovaWaitTimeout, script.Tick(10).Failed.ErrorId);
    }

    [Fact]
    public void TransientFailure_IsRetried_AndNamedByTheTimeout()
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { Timeout = TimeSpan.FromSeconds(10) })
            .See(new TransientFailure(At(1), Error(NovaErrorId.NovaServiceUnavailable, 503)));
        Assert.IsType<WaitStep>(script.Step);

        Assert.Equal(NovaErrorId.NovaServiceUnavailable, script.Tick(10.1).Failed.Cause!.ErrorId);
    }

    [Fact]
    public void UnchangedRow_IsReadAgain_WhenItIsStableAndNotAnOutcome()
    {
        var script = new OperationScript(Operation.Send(ServerAction.Start, wait: true)).Accept().See(new Unchanged(At(0.1)));
        Assert.True(Assert.IsType<ReadServerStep>(script.Step).IsSingle);

        script.See(0.2, "SHUTOFF/powering-on", 0).See(new Unchanged(At(1)));
        Assert.IsType<WaitStep>(script.Step);
    }

    [Fact]
    public void Probes_StartAtTheStatus_AndStartAgainWhenItWasLeft()
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { HasProbes = true }).See(0.1, "ACTIVE/-");
        Assert.True(Assert.IsType<ProbeStep>(script.Step).IsFirst);
        script.See(new Probed(At(1), false, "no connection")).See(2, "ACTIVE/-");
        Assert.False(Assert.IsType<ProbeStep>(script.Step).IsFirst);
        script.See(new Probed(At(3), false, "no connection")).See(4, "ACTIVE/rebooting").See(5, "ACTIVE/-");
        Assert.True(Assert.IsType<ProbeStep>(script.Step).IsFirst);

        Assert.True(script.See(new Probed(At(6), true)).IsDone);
    }

    [Fact]
    public void Probes_EndWithTheRefusal_WhenTheCloudRefusesTheRequest()
    {
        var script = new OperationScript(Operation.WaitFor("ACTIVE") with { HasProbes = true }).See(0.1, "ACTIVE/-")
            .See(new Refused(At(0.2), Error(NovaErrorId.NovaForbidden, 403)));

        Assert.Equal(NovaErrorId.NovaForbidden, script.Failed.ErrorId);
    }
}
