using System;
using System.Linq;
using NovaPS.Client.Operations;
using Xunit;
using static NovaPS.Client.Tests.Operations.OperationScript;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Tests tracking an action to its outcome.</summary>
public sealed class OperationTrackingTests
{
    [Fact]
    public void Start_CostsNoRecord_WhenANewerRowIsActive()
    {
        var script = Send(ServerAction.Start).Accept().See(0.1, "SHUTOFF/powering-on", 0).See(0.6, "ACTIVE/-", 0.4);

        Assert.Equal("ACTIVE", script.DoneStatus);
        Assert.Equal("send server server", script.Requests);
    }

    [Fact]
    public void Stop_IsNotDone_WhilePoweringOffReadsActive() =>
        Assert.IsType<WaitStep>(Send(ServerAction.Stop).Accept().See(0.1, "ACTIVE/powering-off", 0).Step);

    [Fact]
    public void Start_IsNotDone_WithARowThatItsRecordShowsToBeOlder()
    {
        // A replica is 15 s behind: the record is finished, and the row is older.
        var script = Send(ServerAction.Start).Accept().See(10.5, "SHUTOFF/-", -100)
            .See(10.6, Record("start", 0, "compute_start_instance:Success"));
        Assert.IsType<WaitStep>(script.Step);

        Assert.Equal("ACTIVE", script.See(15, "ACTIVE/-", 2).DoneStatus);
    }

    [Fact]
    public void Reboot_Ends_WhenTheHostThatSavesTheRowIsBehind()
    {
        // The clock of the host is 30 s behind that of the API, so the row always seems older than the reboot.
        var script = Send(ServerAction.Reboot).Accept().See(0.5, "REBOOT/rebooting", 0).See(10.5, "ACTIVE/-", -28)
            .See(10.6, Record("reboot", 0, "compute_reboot_instance:Success"));
        Assert.IsType<WaitStep>(script.Step);

        Assert.Equal("ACTIVE", script.See(61, "ACTIVE/-", -28).DoneStatus);
    }

    [Fact]
    public void HardReboot_IsNotFaulted_ByARowThatItsRecordShowsToBeOlder()
    {
        // The server was in ERROR before the reboot.
        var script = Send(ServerAction.HardReboot).Accept().See(10.5, "ERROR/-", -100)
            .See(10.6, Record("reboot", 0, "compute_reboot_instance"));
        Assert.IsType<WaitStep>(script.Step);
    }

    [Fact]
    public void Rebuild_ReadsTheServerAgain_WhenTheRowIsOlderThanTheEnd()
    {
        // A stopped server is ACTIVE without a task before it is stopped again. Seen on Nova 26.2 with 50 servers at once.
        var script = Send(ServerAction.Rebuild).Accept().See(5, "ACTIVE/-", 4)
            .See(8, Record("rebuild", 0, "rebuild_server:Success compute_rebuild_instance:Success compute_stop_instance:Success"));
        Assert.IsType<ReadServerStep>(script.Step);

        Assert.Equal("SHUTOFF", script.See(8.1, "SHUTOFF/-", 7).DoneStatus);
    }

    [Fact]
    public void Start_Waits_WhenTasksAndRecordsAreHidden()
    {
        // Six seconds in SHUTOFF are not a failure when the task is hidden.
        var script = Send(ServerAction.Start, hasClock: false).Accept();
        for (var at = 0.5; at < 30; at += 0.5)
        {
            script.See(at, "SHUTOFF/?", 0);
            if (script.Step is ReadRecordStep)
                script.Hide(at, 404);
            Assert.IsType<WaitStep>(script.Step);
        }

        Assert.Equal("ACTIVE", script.See(30.5, "ACTIVE/?", 30).DoneStatus);
    }

    [Fact]
    public void Start_ReportsFault_WhenTheServerGoesToErrorOnACloudWithoutClock()
    {
        // The cloud sends no Date, and the client's clock is hours off.
        var script = Send(ServerAction.Start, hasClock: false).Accept().See(0.1, "SHUTOFF/powering-on", 0).See(1, "ERROR/-", 1);
        Assert.IsType<ReadRecordStep>(script.Step);

        Assert.Equal(NovaErrorId.NovaServerFaulted, script.See(1.1, Record("start", 0, "compute_start_instance:Error")).Failed.ErrorId);
    }

    [Fact]
    public void Start_ReportsFault_WhenNeitherRecordsNorAClockAreShown() => Assert.Equal(
        NovaErrorId.NovaServerFaulted,
        Send(ServerAction.Start, hasClock: false).Accept().See(1, "ERROR/-", 1).Hide(1.1).See(11, "ERROR/-", 1).Failed.ErrorId);

    [Fact]
    public void Start_ReportsFault_WhenItSucceededAndTheServerIsInErrorSince() => Assert.Equal(
        NovaErrorId.NovaServerFaulted,
        Send(ServerAction.Start).Accept().See(0.1, "SHUTOFF/powering-on", 0).See(5, "ERROR/-", 5)
            .See(5.1, Record("start", 0, "compute_start_instance:Success")).Failed.ErrorId);

    [Theory]
    [InlineData("reboot")]
    [InlineData("rebuild")]
    [InlineData("createImage")]
    [InlineData("changePassword")]
    [InlineData("start")]
    public void RequestId_ReportsFailure_WhenTheRecordShowsError(string action)
    {
        // The server was in the target status before the action.
        var script = new OperationScript(Operation.Follow(null, "req-1")).See(0.1, Record(action, -3600, "some_event:Error"));

        Assert.Equal(NovaErrorId.NovaServerActionFailed, script.Failed.ErrorId);
        Assert.Equal("record", script.Requests);
    }

    [Fact]
    public void Reboot_IsNotDone_WhenTheFirstRowIsFromALaggingReplica()
    {
        // The first row after the 202 is ACTIVE without a task.
        var script = Send(ServerAction.Reboot).Accept().See(0.1, "ACTIVE/-", -50);
        Assert.IsType<WaitStep>(script.Step);

        script.See(0.6, "REBOOT/rebooting", 0).See(3, "ACTIVE/-", 2).See(3.1, Record("reboot", 0, "compute_reboot_instance:Success"));
        Assert.True(script.IsDone);
        Assert.Equal("send server server server record", script.Requests);
    }

    [Fact]
    public void Start_IsDoneInTheCurrentStatus_WhenTheGuestHaltsAtOnce()
    {
        // The record is finished.
        var script = Send(ServerAction.Start).Accept().See(0.1, "SHUTOFF/powering-on", 0).See(4, "SHUTOFF/-", 3)
            .See(4.1, Record("start", 0, "compute_start_instance:Success")).List(4.2, Record("start", 0));

        Assert.Equal("SHUTOFF", script.DoneStatus);
    }

    [Fact]
    public void Start_ReportsFailure_WhenItFailsOnTheHost() => Assert.Equal(
        "send server server record NovaServerActionFailed",
        string.Join(" ", Send(ServerAction.Start).Accept().See(0.1, "SHUTOFF/powering-on", 0).See(0.6, "SHUTOFF/-", 0)
            .See(0.7, Record("start", 0, "compute_start_instance:Error")).Asked.Where(a => a != "wait")));

    [Theory]
    [InlineData("ACTIVE/-")]
    [InlineData("SHUTOFF/-")]
    public void ConfirmResize_Waits_WhileVerifyResizeWithoutATaskIsSeen(string end)
    {
        // After the 204, the server is VERIFY_RESIZE without a task for four seconds, and its record has no finished event.
        var script = Send(ServerAction.ConfirmResize).Accept();
        for (var at = 0.5; at < 15; at += 1)
        {
            script.See(at, "VERIFY_RESIZE/-", -20);
            if (script.Step is ReadRecordStep)
                script.See(at, Record("confirmResize", 0, "compute_confirm_resize"));
            Assert.IsType<WaitStep>(script.Step);
        }

        Assert.Equal(end.Split('/')[0], script.See(15, end, 15).DoneStatus);
    }

    [Fact]
    public void ConfirmResize_Waits_WhenRecordsAreHidden() => Assert.IsType<WaitStep>(
        Send(ServerAction.ConfirmResize).Accept().See(12, "VERIFY_RESIZE/-", -20).Hide(12.1).See(60, "VERIFY_RESIZE/-", -20).Step);

    [Fact]
    public void Resize_ReportsFailure_WhenNoHostHasRoom() => Assert.Equal(
        NovaErrorId.NovaServerActionFailed,
        Send(ServerAction.Resize).Accept().See(0.1, "RESIZE/resize_prep", 0).See(2, "ACTIVE/-", 1)
            .See(2.1, Record("resize", 0, "conductor_migrate_server:Error cold_migrate:Error")).Failed.ErrorId);

    [Fact]
    public void Resize_IsNotDone_WhileOnlyItsFirstEventsAreFinished() => Assert.IsType<WaitStep>(
        Send(ServerAction.Resize).Accept().See(0.1, "ACTIVE/-", 0)
            .See(0.2, Record("resize", 0, "conductor_migrate_server:Success cold_migrate:Success")).Step);

    [Fact]
    public void Resize_ReportsFault_OnlyWhenTheServerStaysInError()
    {
        var script = Send(ServerAction.Resize).Accept().See(0.1, "RESIZE/resize_prep", 0).See(2, "ERROR/resize_migrating", 1);
        Assert.IsType<WaitStep>(script.Step);

        script.See(3, "ERROR/-", 3).See(3.1, Record("resize", 0, "cold_migrate:Success compute_resize_instance:Error"));
        Assert.Equal(NovaErrorId.NovaServerFaulted, script.Failed.ErrorId);
    }

    [Theory]
    [InlineData("pause", "ACTIVE", "pausing")]
    [InlineData("createImage", "ACTIVE", "image_snapshot_pending")]
    [InlineData("shelve", "ACTIVE", "shelving")]
    [InlineData("revertResize", "VERIFY_RESIZE", "resize_reverting")]
    public void Action_ReportsFailure_WhenTheServerStaysInItsOriginalStatus(string name, string status, string task)
    {
        var action = ServerAction.ByRecordName[name];
        var script = Send(action).Accept().See(0.1, status + "/" + task, 0).See(3, status + "/-", 3)
            .See(3.1, Record(name, 0, action.FinalEvent + ":Error"));

        Assert.Equal(NovaErrorId.NovaServerActionFailed, script.Failed.ErrorId);
    }

    [Fact]
    public void CreateImage_HasNoOutcome_WhenRecordsAreHidden()
    {
        var script = Send(ServerAction.CreateImage, timeout: 60).Accept().See(0.1, "ACTIVE/image_snapshot", 0).See(3, "ACTIVE/-", 3)
            .Hide(3.1).See(30, "ACTIVE/-", 3);

        Assert.Equal(NovaErrorId.NovaWaitTimeout, script.Tick(60.1).Failed.ErrorId);
        Assert.True(script.Operation.AreRecordsHidden);
    }

    [Fact]
    public void Reboot_IsDone_WhenRecordsAreHiddenAndItsTaskIsOver() =>
        Assert.True(Send(ServerAction.Reboot).Accept().See(0.5, "REBOOT/rebooting", 0).See(3, "ACTIVE/-", 2).Hide(3.1).IsDone);

    [Fact]
    public void Reboot_IsDone_WhenOnlyTheStatusShowsItsTask() =>
        Assert.True(Send(ServerAction.Reboot).Accept().See(0.5, "REBOOT/?", 0).See(3, "ACTIVE/?", 2).Hide(3.1).IsDone);

    [Fact]
    public void HardReboot_IsNotFaulted_WhileItRunsOnAServerInError()
    {
        var script = Send(ServerAction.HardReboot).Accept().See(0.1, "ERROR/rebooting_hard", 0);
        Assert.IsType<WaitStep>(script.Step);

        Assert.True(script.See(2, "ACTIVE/-", 2).See(2.1, Record("reboot", 0, "compute_reboot_instance:Success")).IsDone);
    }

    [Fact]
    public void Shelve_IsDoneInShelved_WhenTheCloudDoesNotOffload() =>
        Assert.Equal("SHELVED", Send(ServerAction.Shelve).Accept().See(0.1, "ACTIVE/shelving_image_uploading", 0)
            .See(3, "SHELVED/-", 3).DoneStatus);

    [Fact]
    public void Shelve_IsDoneInShelvedOffloaded_WhenTheCloudOffloads()
    {
        var script = Send(ServerAction.Shelve).Accept().See(3, "SHELVED/shelving_offloading", 3);
        Assert.IsType<WaitStep>(script.Step);

        Assert.Equal("SHELVED_OFFLOADED", script.See(5, "SHELVED_OFFLOADED/-", 5).DoneStatus);
    }

    [Fact]
    public void Delete_IsDone_WhenTheServerIsGone()
    {
        var script = Send(ServerAction.Delete).Accept().See(0.1, "ACTIVE/deleting", 0).Lack(2);

        Assert.True(Assert.IsType<DoneStep>(script.Step).IsGone);
    }

    [Fact]
    public void Delete_IsDone_WhenTheCloudDeletesSoftly() =>
        Assert.Equal("SOFT_DELETED", Send(ServerAction.Delete).Accept().See(0.1, "SHUTOFF/soft-deleting", 0)
            .See(1, "SOFT_DELETED/-", 1).DoneStatus);

    [Fact]
    public void ForceDelete_IsNotDone_WhileTheServerIsSoftDeleted() =>
        Assert.False(Send(ServerAction.ForceDelete).Accept().See(0.1, "SOFT_DELETED/-", -50).IsDone);

    [Fact]
    public void Restore_IsDone_WhenTheServerIsActive() =>
        Assert.Equal("ACTIVE", Send(ServerAction.Restore).Accept().See(0.1, "SOFT_DELETED/restoring", 0).See(2, "ACTIVE/-", 2).DoneStatus);

    [Fact]
    public void Start_Waits_WhileItsHostIsDown()
    {
        var script = Send(ServerAction.Start, timeout: 300).Accept();
        for (var at = 1; at < 299; at += 5)
            Assert.IsType<WaitStep>(script.See(at, "SHUTOFF/powering-on", 0).Step);

        Assert.Equal(NovaErrorId.NovaWaitTimeout, script.Tick(300.1).Failed.ErrorId);
        Assert.DoesNotContain("record", script.Asked);
    }

    [Fact]
    public void Lock_IsDone_WhenTheRowShowsIt()
    {
        var row = Row("ACTIVE/-", 0) with { Locked = true };
        Assert.True(Send(ServerAction.Lock).Accept().See(new ServerSeen(At(0.1), row)).IsDone);
        Assert.IsType<WaitStep>(Send(ServerAction.Lock).Accept()
            .See(new ServerSeen(At(0.1), row with { Locked = false, Updated = Cloud(-50) })).Step);
    }

    [Fact]
    public void Start_IsSuperseded_WhenAnotherActionFollowedIt()
    {
        var stop = Record("stop", 2, id: "req-2") with { UserId = "eve" };
        var script = Send(ServerAction.Start).Accept().See(0.1, "SHUTOFF/powering-on", 0).See(4, "SHUTOFF/-", 3)
            .See(4.1, Record("start", 0, "compute_start_instance:Success"))
            .List(4.2, Record("lock", 3, id: "req-3"), stop, Record("start", 0));

        Assert.Equal((NovaErrorId.NovaServerActionSuperseded, "req-2"), (script.Failed.ErrorId, script.Failed.By!.RequestId));
    }

    [Fact]
    public void Record_OutranksTheRow_WhenAnotherStartedTheServer()
    {
        // The record shows Error, and then a start of another user succeeds before the failure is reported.
        var script = new OperationScript(Operation.Follow(ServerAction.Start, "req-1") with { RequiresRecord = true })
            .See(0.1, "ACTIVE/-", -1);

        Assert.Equal(NovaErrorId.NovaServerActionFailed, script.See(0.2,
            Record("start", -5, "compute_start_instance:Error")).Failed.ErrorId);
    }

    [Fact]
    public void Start_IsDone_WhenANewerRowIsActive() =>
        Assert.True(Send(ServerAction.Start).Accept().See(0.5, "SHUTOFF/powering-on", 0).See(9, "ACTIVE/-", 8).IsDone);

    [Fact]
    public void Server_IsVanished_WhenAnotherUserDeletesIt()
    {
        var script = Send(ServerAction.Start).Accept().Lack(1).List(1.1, Record("delete", 1, id: "req-9"), Record("start", 0));

        Assert.Equal((NovaErrorId.NovaServerVanished, "req-9"), (script.Failed.ErrorId, script.Failed.By!.RequestId));
    }

    [Fact]
    public void RequestId_IsNotFound_WhenItsRecordIsMissingTwice() => Assert.Equal(
        NovaErrorId.NovaServerNotFound, new OperationScript(Operation.Follow(null, "req-1")).Hide(0.1, 404).Hide(2.5, 404).Failed.ErrorId);

    [Fact]
    public void Operation_ThrowsOnFurtherObservations_AfterItsOutcome()
    {
        // The outcome ends the operation, so another observation is an error of the driver.
        var script = new OperationScript(Operation.Follow(null, "req-1")).See(0.1, Record("start", -5, "x:Error"));

        Assert.Throws<InvalidOperationException>(() => OperationMachine.Next(script.Operation, new Tick(At(1))));
    }

    [Fact]
    public void SavedAction_IsDone_WhenTheServerIsAtItsTargetSince() =>
        Assert.True(new OperationScript(Operation.Follow(ServerAction.Start, "req-1", Cloud(-600)), hasClock: false)
            .See(0.1, "ACTIVE/-", -590).IsDone);

    private static OperationScript Send(ServerAction action, bool hasClock = true, double timeout = 300) =>
        new(Operation.Send(action, wait: true) with { Timeout = TimeSpan.FromSeconds(timeout), UserId = "me" }, hasClock);
}
