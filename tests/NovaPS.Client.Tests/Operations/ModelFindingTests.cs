using System;
using NovaPS.Client.Operations;
using Xunit;
using static NovaPS.Client.Tests.Operations.OperationScript;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Tests faults of the state machine that the model test found, each as a short history.</summary>
public sealed class ModelFindingTests
{
    private static readonly Operation IdempotentStop = Operation.Send(ServerAction.Stop) with { IsIdempotent = true };

    [Fact]
    public void Record_IsReadAgain_WhenAReplicaDoesNotHaveItYet()
    {
        var script = Send(ServerAction.CreateImage).Accept().See(1, "PAUSED/image_snapshot", 0).See(4, "PAUSED/-", 4).Hide(4.1, 404);
        Assert.False(script.Operation.AreRecordsHidden);

        script.See(6.5, "PAUSED/-", 4).See(6.6, Record("createImage", 0, "compute_snapshot_instance:Success"));
        Assert.True(script.IsDone);
    }

    [Fact]
    public void ConfirmResize_IsDone_WhenItsRecordShowsNoEvents()
    {
        var script = new OperationScript(Operation.Follow(null, "req-1")).See(0.1, Record("confirmResize", -2, "hidden"));
        for (var at = 0.5; at < 14 && !script.Step.IsOutcome; at += 1)
            script = script.Step is ReadRecordStep ? script.See(at, Record("confirmResize", -2, "hidden")) : script.See(at, "ACTIVE/-", 2);

        Assert.True(script.IsDone);
    }

    [Fact]
    public void Refusal_IsKnown_WhenTheServerCannotBeReadAfterIt()
    {
        var script = new OperationScript(IdempotentStop).Refuse(0.1, NovaErrorId.NovaServerLocked);
        for (var at = 1.0; !script.Step.IsOutcome; at += 3)
            script.See(new TransientFailure(At(at), Error(NovaErrorId.NovaServiceUnavailable, 503)));

        Assert.Equal((NovaErrorId.NovaServerLocked, false), (script.Failed.ErrorId, script.Failed.IsOutcomeUnknown));
    }

    [Fact]
    public void Unlock_IsNotDone_ByAnEarlierRow() => Assert.IsType<WaitStep>(
        Send(ServerAction.Unlock).Accept().See(new ServerSeen(At(0.1), Row("ACTIVE/-", -50) with { Locked = false })).Step);

    [Fact]
    public void Stop_IsSuperseded_WhenAFailedDeletionTookOverAndEventsAreHidden() =>
        Assert.Equal(NovaErrorId.NovaServerActionSuperseded, Overtaken(Send(ServerAction.Stop).Accept(), "stop", "ACTIVE").Failed.ErrorId);

    [Fact]
    public void Delete_IsNotDone_WhenAnotherDeletionThatFailedTookOverAndEventsAreHidden() =>
        Assert.Null(ModelRun.FindFault(ModelHistory.Generate(20413681)));

    [Fact]
    public void CreateImage_IsSuperseded_WhenADeletionTookOverAndEventsAreHidden() =>
        Assert.Equal(NovaErrorId.NovaServerActionSuperseded, Overtaken(Send(ServerAction.CreateImage).Accept(), "createImage",
            "SOFT_DELETED").Failed.ErrorId);

    [Fact]
    public void RequestId_IsSuperseded_WhenADeletionTookOverAndEventsAreHidden()
    {
        var script = new OperationScript(Operation.Follow(null, "req-1")).See(0.1, Record("revertResize", -2, "hidden"));

        Assert.Equal(NovaErrorId.NovaServerActionSuperseded, Overtaken(script, "revertResize", "SOFT_DELETED").Failed.ErrorId);
    }

    [Fact]
    public void IdempotentStop_IsRefused_WhenTheServerIsBeingStarted() =>
        Assert.Equal(NovaErrorId.NovaServerInvalidState, new OperationScript(IdempotentStop).Refuse(0.1, vmState: "stopped")
            .See(0.2, "SHUTOFF/powering-on", 0).Failed.ErrorId);

    [Fact]
    public void Rebuild_IsNotDoneOnAnEarlierRow_AlthoughItsRecordIsFinished()
    {
        var script = Send(ServerAction.Rebuild, hasClock: false).Accept().See(0.1, "ACTIVE/-", null)
            .See(0.2, Record("rebuild", 0, "compute_rebuild_instance:Success"));
        Assert.IsType<WaitStep>(script.Step);

        Assert.Equal("SHUTOFF", script.See(0.7, "SHUTOFF/-", 3).DoneStatus);
    }

    [Fact]
    public void Probes_Continue_WhileTheRecordShowsNoEvents()
    {
        var script = new OperationScript(Operation.Follow(null, "req-1") with { HasProbes = true })
            .See(0.1, Record("restore", -2, "hidden"));
        for (var at = 0.5; script.Step is not ProbeStep; at += 1)
            script = script.Step is ReadRecordStep ? script.See(at, Record("restore", -2, "hidden")) : script.See(at, "ACTIVE/-", 2);
        script.See(new Probed(At(20), false, "no connection")).See(23, "ACTIVE/-", 2);

        Assert.False(Assert.IsType<ProbeStep>(script.Step).IsFirst);
    }

    [Fact]
    public void UserStatus_IsNotReached_ByARowOfTheSameSecondFromBeforeTheAction() => Assert.IsType<WaitStep>(
        new OperationScript(Operation.Send(ServerAction.Rebuild, wait: true).Until("SHUTOFF")).Accept().See(0.6, "SHUTOFF/-", 0).Step);

    [Fact]
    public void LostStart_IsNotMatched_ToAnActionThatAnOlderRowShows()
    {
        // A replica shows an earlier start of another user.
        var script = Send(ServerAction.Start).Lose().Hide(0.1).See(0.2, "SHUTOFF/powering-on", -11);

        Assert.IsType<SendStep>(script.Step);
    }

    [Fact]
    public void Unshelve_IsNotOver_WhenALateRecordShowsItsFirstEventsAlone() => Assert.IsType<WaitStep>(
        Send(ServerAction.Unshelve).Accept().See(1, "SHELVED/unshelving", 0).See(5, "SHELVED/-", 5)
            .See(5.1, Record("unshelve", 0, "schedule_instances:Success")).Step);

    [Fact]
    public void Stop_ReportsFault_WhenTheServerIsInErrorAndItsTaskIsHidden() => Assert.Equal(
        NovaErrorId.NovaServerFaulted,
        new OperationScript(Operation.Follow(ServerAction.Stop, "req-1"), hasClock: false).See(0.1, "SHUTOFF/?", null)
            .See(0.2, Record("stop", -80, "compute_stop_instance:Success")).See(10.5, "ERROR/?", null).Failed.ErrorId);

    // Cases that the histories did not find soon enough when faults were put into the state machine on purpose.
    [Fact]
    public void RequestId_ReadsTheRecordAgain_WhenTheStatusIsTheTarget() => Assert.IsType<ReadRecordStep>(
        new OperationScript(Operation.Follow(null, "req-1")).See(0.1, Record("start", -2, "compute_start_instance"))
            .See(5, "ACTIVE/-", 5).Step);

    [Fact]
    public void Probes_StartAgain_WhenTheServerOfAnActionLeftItsTarget()
    {
        var script = new OperationScript(Operation.Send(ServerAction.Start, wait: true) with { HasProbes = true }).Accept()
            .See(1, "ACTIVE/-", 1)
            .See(new Probed(At(2), false, "no connection")).See(3, "SHUTOFF/-", 3).See(3.1, Record("start", 0, "compute_start_instance"))
                .See(6, "ACTIVE/-", 6);

        Assert.True(Assert.IsType<ProbeStep>(script.Step).IsFirst);
    }

    [Fact]
    public void Reboot_IsNotDone_ByTheTaskOfAnEarlierOneOnACloudWithoutClock() => Assert.IsType<WaitStep>(
        Send(ServerAction.Reboot, hasClock: false).Accept().See(0.1, "REBOOT/rebooting", -4).See(0.6, "ACTIVE/-", -2).Hide(0.7).Step);

    [Fact]
    public void LostStart_IsNotFound_ByAStatusOfUnknownAge() =>
        Assert.IsType<SendStep>(Send(ServerAction.Start).Lose().Hide(0.1).See(0.2, "ACTIVE/-", -50).Step);

    /// <summary>The server is stable long enough for any error to appear, and another action follows in the records.</summary>
    private static OperationScript Overtaken(OperationScript script, string action, string status)
    {
        for (var at = 40.0; at < 60 && !script.Step.IsOutcome; at += 1)
        {
            script = script.Step switch
            {
                ReadRecordStep => script.See(at, Record(action, 0, "hidden")),
                ReadRecordListStep => script.List(at, Record("delete", 20, "hidden", "req-2") with { Message = "Error" },
                    Record(action, 0, "hidden")),
                _ => script.See(at, status + "/-", 30),
            };
        }

        return script;
    }

    private static OperationScript Send(ServerAction action, bool hasClock = true) =>
        new(Operation.Send(action, wait: true) with { Timeout = TimeSpan.FromSeconds(300), UserId = "me" }, hasClock);
}
