using System;
using System.Linq;
using NovaPS.Client.Operations;
using Xunit;
using static NovaPS.Client.Tests.Operations.OperationScript;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Tests an action that the state of the server selects, and an action that follows another one.</summary>
public sealed class ChoosingTests
{
    [Theory]
    [InlineData("PAUSED/-", "unpause")]
    [InlineData("SUSPENDED/-", "resume")]
    [InlineData("SHELVED/-", "unshelve")]
    [InlineData("SHELVED_OFFLOADED/-", "unshelve")]
    public void Resume_SelectsTheActionByTheStatus(string row, string action)
    {
        var read = Send().See(0.1, row);
        var known = Send(row);

        Assert.Equal(("single send", action), (read.Requests, read.Operation.Action!.RecordName));
        Assert.Equal(("send", action), (known.Requests, known.Operation.Action!.RecordName));
        Assert.True(known.Accept().IsDone);
    }

    [Theory]
    [InlineData("ACTIVE/-", NovaErrorId.NovaServerInvalidState)]
    [InlineData("SHUTOFF/?", NovaErrorId.NovaServerInvalidState)]
    [InlineData("ACTIVE/suspending", NovaErrorId.NovaServerBusy)]
    [InlineData("BUILD/spawning", NovaErrorId.NovaServerBusy)]
    public void Resume_SendsNothing_WhenNoActionFitsTheState(string row, NovaErrorId error)
    {
        // The object may be older than the state, so the server is read.
        var script = Send(row).See(0.1, row);

        Assert.Equal((error, "single"), (script.Failed.ErrorId, script.Requests));
        Assert.Null(script.Failed.Cause);
    }

    [Fact]
    public void Resume_SelectsOnceMore_WhenTheStateHasChanged()
    {
        var script = Send("PAUSED/-").Refuse(0.1, vmState: "suspended").See(0.2, "SUSPENDED/-");

        Assert.Equal(("send single send", "resume"), (script.Requests, script.Operation.Action!.RecordName));
        Assert.Equal(NovaErrorId.NovaServerInvalidState, script.Refuse(0.3, vmState: "paused").Failed.ErrorId);
        Assert.Equal("send single send", script.Requests);
    }

    [Theory]
    [InlineData("PAUSED/-")]
    [InlineData("ACTIVE/-")]
    public void Resume_ReportsTheRefusal_WhenTheStateSelectsNoOtherAction(string row)
    {
        var script = Send("PAUSED/-").Refuse(0.1, vmState: "active").See(0.2, row);

        Assert.Equal(("send single", 409), (script.Requests, script.Failed.Cause!.StatusCode));
    }

    [Theory]
    [InlineData(NovaErrorId.NovaServerBusy)]
    public void Resume_DoesNotSelectOnceMore_WhenTheRefusalHasAnotherReason(NovaErrorId reason)
    {
        var script = Send("PAUSED/-").Refuse(0.1, reason);

        Assert.Equal((reason, "send"), (script.Failed.ErrorId, script.Requests));
    }

    [Fact]
    public void IdempotentResume_IsSatisfied_WhenTheServerIsActive()
    {
        var script = new OperationScript(Operation.Send(ServerAction.ResumeFromAny) with { IsIdempotent = true }).See(0.1, "ACTIVE/-");

        Assert.True(script.IsDone);
        Assert.True(script.Operation.IsAlreadySatisfied);
        Assert.Equal("single", script.Requests);
    }

    [Fact]
    public void IdempotentResume_FollowsTheActionInProgress_WhenTheServerIsResumed()
    {
        var script = new OperationScript(Operation.Send(ServerAction.ResumeFromAny) with { IsIdempotent = true });

        script.See(0.1, "PAUSED/unpausing", 0).Refuse(0.2, NovaErrorId.NovaServerBusy, "paused", "unpausing")
            .See(0.3, "PAUSED/unpausing", 0).List(0.4, Record("unpause", 0, id: "req-other"));

        Assert.True(script.IsDone);
        Assert.Equal((true, "req-other", "unpause"),
            (script.Operation.IsAlreadySatisfied, script.Operation.RequestId, script.Operation.Action!.RecordName));
    }

    [Fact]
    public void Resume_ReportsTheCause_WhenTheServerCannotBeRead()
    {
        Assert.Equal(NovaErrorId.NovaServerNotFound, Send().Lack(0.1).Failed.ErrorId);

        var script = Send();
        for (var at = 0.1; script.Step is not FailedStep; at += 2.1)
            script.See(new TransientFailure(At(at), Error(NovaErrorId.NovaServiceUnavailable, 503)) { Sent = At(at) });
        Assert.Equal((NovaErrorId.NovaServiceUnavailable, "single single single"), (script.Failed.ErrorId, script.Requests));
    }

    [Theory]
    [InlineData("PAUSED/-", "unpause", WhatIfPreview.Accepts)]
    [InlineData("ACTIVE/-", "resume", WhatIfPreview.AlreadySatisfied)]
    [InlineData("SHUTOFF/-", "resume", WhatIfPreview.RefusesState)]
    [InlineData("SHELVED/unshelving", "unshelve", WhatIfPreview.AlreadySatisfied)]
    public void WhatIf_ShowsTheSelectedAction(string row, string action, object preview)
    {
        var script = new OperationScript(Operation.WhatIf(ServerAction.ResumeFromAny)).See(0.1, row);

        Assert.Equal((action, preview), (script.Operation.Action!.RecordName, (object)((DoneStep)script.Step).Preview!.Value));
    }

    [Fact]
    public void Confirmation_IsSent_WhenTheResizeIsCompleted()
    {
        var script = Resize().See(5, "VERIFY_RESIZE/-", 5);

        Assert.Equal(("confirmResize", SendingState.NotAccepted), (script.Operation.Action!.RecordName, script.Operation.Sending));
        // Nova shows VERIFY_RESIZE without a task after it has accepted the confirmation.
        script.See(new Accepted(At(5.2), "req-2") { Sent = At(5.1) }).See(5.3, "VERIFY_RESIZE/-", 5);
        script.See(5.4, Record("confirmResize", 5, "compute_confirm_resize", "req-2")).See(8, "ACTIVE/-", 7);

        Assert.Equal("ACTIVE", script.DoneStatus);
        Assert.Equal(["send", "send"], script.Asked.Where(a => a == "send"));
        Assert.Equal(("req-1", "req-2"), (script.Operation.Previous!.RequestId, script.Operation.RequestId));
    }

    [Fact]
    public void Confirmation_IsNotSent_WhenNoHostIsFound()
    {
        var script = Resize().See(5, "ACTIVE/-", 5)
            .See(5.1, Record("resize", 0, "conductor_migrate_server:Error cold_migrate:Error"));

        Assert.Equal((NovaErrorId.NovaServerActionFailed, 1), (script.Failed.ErrorId, script.Asked.Count(a => a == "send")));
        Assert.Null(script.Operation.Previous);
    }

    [Fact]
    public void Confirmation_IsTheFailure_WhenItIsRefused()
    {
        var script = Resize().See(5, "VERIFY_RESIZE/-", 5).Refuse(5.2, NovaErrorId.NovaServerLocked).See(5.3, "VERIFY_RESIZE/-", 5);

        Assert.Equal((NovaErrorId.NovaServerLocked, "resize"), (script.Failed.ErrorId, script.Operation.Previous!.Action!.RecordName));
    }

    [Fact]
    public void Confirmation_IsFollowed_WhenTheCloudConfirmedTheResizeItself()
    {
        var confirmation = Record("confirmResize", 4, id: "req-cloud");
        var between = Resize().See(5, "ACTIVE/-", 5).See(5.1, Record("resize", 0, "compute_finish_resize:Success"))
            .List(5.2, confirmation, Record("resize", 0));
        var before = Resize().See(3, "VERIFY_RESIZE/-", 3).Refuse(5, vmState: "active").List(5.2, confirmation, Record("resize", 0));
        var during = Resize().See(3, "VERIFY_RESIZE/-", 3).Refuse(5, NovaErrorId.NovaBadRequest)
            .List(5.2, confirmation, Record("resize", 0));

        foreach (var script in new[] { between, before, during })
        {
            Assert.Equal(("ACTIVE", "req-cloud"), (script.See(6, "ACTIVE/-", 5).DoneStatus, script.Operation.RequestId));
            Assert.True(script.Operation.IsAlreadySatisfied);
        }
    }

    [Theory]
    [InlineData("revertResize", "req-1")]
    [InlineData("confirmResize", "req-other")]
    public void Confirmation_IsRefused_WhenNoLaterOneIsRecorded(string action, string resize)
    {
        var script = Resize().See(3, "VERIFY_RESIZE/-", 3).Refuse(5, vmState: "active")
            .List(5.2, Record(action, 4, id: "req-2"), Record("resize", 0, id: resize));

        Assert.Equal((NovaErrorId.NovaServerInvalidState, 409), (script.Failed.ErrorId, script.Failed.Cause!.StatusCode));
    }

    [Theory]
    [InlineData("ERROR/-", 6, NovaErrorId.NovaServerFaulted)]
    [InlineData("VERIFY_RESIZE/-", -100, NovaErrorId.NovaServerActionFailed)]
    public void FailedConfirmation_IsReportedWithTheStateAfterIt(string row, double updated, object error)
    {
        var script = new OperationScript(Operation.Send(ServerAction.ConfirmResize, wait: true) with { Timeout = TimeSpan.FromSeconds(30) })
            .Accept().See(5, "VERIFY_RESIZE/-", 0).See(6, Record("confirmResize", 0, "compute_confirm_resize:Error"));
        Assert.Equal("send server record single", script.Requests);

        script.See(6.1, row, updated);
        if (script.Step is WaitStep)
            script.Tick(31);

        Assert.Equal(error, script.Failed.ErrorId);
    }

    [Fact]
    public void Confirmation_IsSearchedFor_WhenItsResponseIsLost()
    {
        var script = Resize().See(5, "VERIFY_RESIZE/-", 5);
        script.See(new Lost(At(5.2), Error(NovaErrorId.NovaServiceUnavailable, 504)) { Sent = At(5.1) });

        script.List(5.3, Record("confirmResize", 5, id: "req-2"), Record("resize", 0)).See(8, "ACTIVE/-", 7);

        Assert.Equal(("ACTIVE", "req-2"), (script.DoneStatus, script.Operation.RequestId));
        Assert.Equal(2, script.Asked.Count(a => a == "send"));
    }

    private static OperationScript Send(string? prior = null) => new(Operation.Send(ServerAction.ResumeFromAny) with
    {
        Prior = prior is null ? null : Row(prior, -100),
    });

    private static OperationScript Resize() => new OperationScript(Operation.Send(ServerAction.Resize, wait: true) with
    {
        Then = ServerAction.ConfirmResize,
        Timeout = TimeSpan.FromSeconds(300),
    }).Accept().See(0.2, "RESIZE/resize_prep", 0);
}
