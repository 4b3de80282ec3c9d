using System;
using System.Linq;
using NovaPS.Client.Operations;
using Xunit;
using static NovaPS.Client.Tests.Operations.OperationScript;

namespace NovaPS.Client.Tests.Operations;

/// <summary>Tests that an action is started once, even if its response is lost.</summary>
public sealed class SendingTests
{
    [Fact]
    public void Start_CostsOneRequest_WhenItIsAccepted()
    {
        var script = Send(ServerAction.Start).Accept();

        Assert.True(script.IsDone);
        Assert.Equal("send", script.Requests);
        Assert.Equal("req-1", script.Operation.RequestId);
    }

    [Fact]
    public void LostStart_IsFoundOnce_WhenTheCloudAcceptedIt()
    {
        // The cloud sends no Date, and the client's clock is hours off. The time follows from issued_at and the seconds since then.
        var script = Send(ServerAction.Start).Lose().List(0.1, Record("start", 0, "hidden"), Record("start", -7200, "hidden", "req-old"));

        Assert.True(script.IsDone);
        Assert.Equal("req-1", script.Operation.RequestId);
        Assert.Equal("send records", script.Requests);
    }

    [Fact]
    public void LostStart_IsSentAgainOnce_WhenOnlyAnOlderRecordExists()
    {
        // A failed start by the same user two hours ago is a different action.
        var script = Send(ServerAction.Start).Lose();
        for (var at = 0.1; script.Step is not SendStep; at += 2.1)
            script.List(at, Record("start", -7200, "hidden", "req-old") with { Message = "Error" });

        Assert.Equal("req-2", script.Accept(12, "req-2").Operation.RequestId);
        Assert.Equal(2, script.Asked.Count(a => a == "send"));
    }

    [Fact]
    public void LostStart_IsFound_WhenTheFirstOfSeveralRequestsWasAccepted()
    {
        // A load balancer forwarded the POST and responded 503 three times.
        var script = Send(ServerAction.Start);
        script.See(new Lost(At(9), Error(NovaErrorId.NovaServiceUnavailable, 503)) { Sent = At(0) });

        Assert.Equal("req-1", script.List(9.1, Record("start", 0, "hidden")).Operation.RequestId);
    }

    [Fact]
    public void LostStart_IsFound_WhenItsRecordIsFourSecondsLate()
    {
        var script = Send(ServerAction.Start).Lose().List(0.1).List(2.2).List(4.3, [Record("start", 0, "hidden")]);

        Assert.True(script.IsDone);
        Assert.Single(script.Asked, a => a == "send");
    }

    [Theory]
    [InlineData(18000)]
    [InlineData(-18000)]
    public void LostStart_IsFound_WhenTheDateIsFromALoadBalancer(double off)
    {
        // The cloud's time is known from the login.
        var script = Send(ServerAction.Start);
        script.Clock = script.Clock.WithDate(Cloud(off), At(0), At(0));

        Assert.Equal("req-1", script.Lose().List(0.1, Record("start", 0, "hidden")).Operation.RequestId);
    }

    [Fact]
    public void LostReboot_IsNotSentAgain_WhenOnlyADateSuggestsThatARecordIsOld()
    {
        // With a Date five hours ahead, the record of this action seems old, and nothing contradicts it.
        var script = Send(ServerAction.Reboot, hasClock: false);
        script.Clock = script.Clock.WithDate(Cloud(18000), At(0), At(0));
        script.Lose();
        for (var at = 0.1; script.Step is ReadRecordListStep or WaitStep; at += 2.1)
            script.List(at, Record("reboot", 0, "hidden"));

        Assert.True(script.See(12, "ACTIVE/-", 1).Failed.IsOutcomeUnknown);
        Assert.Single(script.Asked, a => a == "send");
    }

    [Fact]
    public void LostReboot_IsSentAgain_OnlyWhenTheRecordsAreKnownToLackIt()
    {
        var hidden = Send(ServerAction.HardReboot).Lose().Hide(0.1).See(0.2, "ACTIVE/-", -50);
        Assert.True(hidden.Failed.IsOutcomeUnknown);

        var script = Send(ServerAction.HardReboot).Lose();
        for (var at = 0.1; script.Step is not SendStep; at += 2.1)
            script.List(at, Record("reboot", -900, "hidden", "req-old"));
        Assert.True(script.Asked.Count(a => a == "records") >= 5);
    }

    [Fact]
    public void SecondStart_IsLookedUp_WhenItIsRefused()
    {
        var script = Send(ServerAction.Start).Lose();
        for (var at = 0.1; script.Step is not SendStep; at += 2.1)
            script.List(at);
        script.Refuse(13);
        Assert.IsType<ReadRecordListStep>(script.Step);

        Assert.Equal("req-1", script.List(13.1, Record("start", 0, "hidden")).Operation.RequestId);
    }

    [Fact]
    public void TwoLostStarts_LeaveTheOutcomeUnknown_AndAreNeverThree()
    {
        var script = Send(ServerAction.Start).Lose();
        for (var at = 0.1; !script.Step.IsOutcome; at += 2.1)
            script = script.Step is SendStep ? script.Lose(at) : script.List(at);

        Assert.True(script.Failed.IsOutcomeUnknown);
        Assert.Equal(NovaErrorId.NovaServiceUnavailable, script.Failed.ErrorId);
        Assert.Equal(2, script.Asked.Count(a => a == "send"));
    }

    [Fact]
    public void LostStart_IsUnknown_WhenNothingCanBeRead()
    {
        var script = Send(ServerAction.Start).Lose();
        for (var at = 1.0; !script.Step.IsOutcome; at += 3)
            script.See(new TransientFailure(At(at), Error(NovaErrorId.NovaServiceUnavailable, 503)));

        Assert.True(script.Failed.IsOutcomeUnknown);
    }

    [Theory]
    [InlineData("start", "2")]
    [InlineData("stop", "me")]
    public void LostStart_IsNotMatched_ToAnotherActionOrUser(string action, string user)
    {
        var script = Send(ServerAction.Start).Lose().List(0.1, [Record(action, 0, "hidden") with { UserId = user }]);

        Assert.False(script.Step.IsOutcome);
    }

    [Fact]
    public void LostStart_IsNotMatched_ToAnActionThatTheSessionIssued() =>
        Assert.False(Send(ServerAction.Start).Lose().List(0.1, [Record("start", 0, "hidden") with { IsIssued = true }]).Step.IsOutcome);

    [Fact]
    public void Conflict_IsReportedAtOnce_WhenNoResponseWasLost()
    {
        // Also after a token was renewed, because that does not send the action.
        var script = Send(ServerAction.Start).Refuse(0.05);

        Assert.Equal("send NovaServerInvalidState", string.Join(" ", script.Asked));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void HardReboot_IsSentOnce_WhenKeystoneIsAheadOfNova(bool isAccepted)
    {
        // Keystone is 600 s ahead. The record is old by the time of the login, and new by Nova's Date header.
        var script = Send(ServerAction.HardReboot);
        script.Clock = script.Clock.WithDate(Cloud(-600), At(0), At(0.05));
        script.Lose();
        for (var at = 0.1; script.Step is not SendStep && at < 12; at += 2)
            script.List(at, isAccepted ? [Record("reboot", -600, "hidden")] : [Record("reboot", -4000, "hidden")]);
        if (script.Step is ReadServerStep)
            script.See(12, "ACTIVE/-", -597);

        Assert.Equal(isAccepted, script.Operation is { Sends: 1, Sending: SendingState.Unknown }
            && script.Step is FailedStep { IsOutcomeUnknown: true });
        Assert.Equal(isAccepted ? 1 : 2, script.Asked.Count(a => a == "send"));
    }

    [Fact]
    public void YearOneDate_IsIgnored()
    {
        var script = new OperationScript(Operation.Send(ServerAction.Start, wait: true), hasClock: false)
            .Accept(date: DateTimeOffset.MinValue).See(0.5, "SHUTOFF/-", -50);

        Assert.IsType<ReadRecordStep>(script.Step);
        Assert.Null(script.Operation.StartedBy(script.Clock));
    }

    [Theory]
    [InlineData("ACTIVE/-", null, null, true)]
    [InlineData("SHUTOFF/powering-on", null, null, true)]
    [InlineData("PAUSED/-", null, null, false)]
    [InlineData("ACTIVE/powering-off", null, null, false)]
    [InlineData("SHUTOFF/-", "active", null, true)]
    [InlineData("SHUTOFF/-", null, "powering-on", true)]
    [InlineData("ACTIVE/-", "paused", null, false)]
    public void IdempotentStart_IsSatisfied_WhenTheServerIsAtTheTargetOrMovingToIt(string row, string? vmState, string? task,
        bool isSatisfied)
    {
        var script = new OperationScript(Operation.Send(ServerAction.Start) with { IsIdempotent = true })
            .Refuse(0.1, vmState: vmState, task: task).See(0.2, row);
        if (script.Step is ReadRecordListStep)
            script.List(0.3, [Record("start", -2, "hidden", "req-other")]);

        Assert.Equal(isSatisfied, script.IsDone && script.Operation.IsAlreadySatisfied);
    }

    [Fact]
    public void IdempotentStart_WaitsForTheActionInProgress()
    {
        var script = new OperationScript(Operation.Send(ServerAction.Start, wait: true) with { IsIdempotent = true })
            .Refuse(0.1, NovaErrorId.NovaServerBusy, task: "powering-on").See(0.2, "SHUTOFF/powering-on", -2)
                .List(0.3, [Record("start", -2, "hidden", "req-other")]);
        Assert.IsType<ReadServerStep>(script.Step);

        Assert.True(script.See(2, "ACTIVE/-", 1).IsDone);
        Assert.Equal("req-other", script.Operation.RequestId);
    }

    [Theory]
    [InlineData("start", "SHUTOFF/-", nameof(WhatIfPreview.Accepts))]
    [InlineData("start", "ACTIVE/-", nameof(WhatIfPreview.AlreadySatisfied))]
    [InlineData("start", "SHUTOFF/powering-on", nameof(WhatIfPreview.AlreadySatisfied))]
    [InlineData("start", "SHUTOFF/image_snapshot", nameof(WhatIfPreview.RefusesBusy))]
    [InlineData("start", "PAUSED/-", nameof(WhatIfPreview.RefusesState))]
    [InlineData("start", "SHUTOFF/?", nameof(WhatIfPreview.Unknown))]
    [InlineData("reboot", "ACTIVE/-", nameof(WhatIfPreview.Accepts))]
    [InlineData("delete", "ACTIVE/rebooting", nameof(WhatIfPreview.Accepts))]
    [InlineData("lock", "ACTIVE/rebooting", nameof(WhatIfPreview.Accepts))]
    public void WhatIf_StatesWhatTheCloudWouldDo(string action, string row, string expected)
    {
        var script = new OperationScript(Operation.WhatIf(ServerAction.ByRecordName[action])).See(0.1, row);

        Assert.Equal(expected, Assert.IsType<DoneStep>(script.Step).Preview.ToString());
        Assert.Equal("single", script.Requests);
    }

    [Fact]
    public void Cancel_EndsTheOperation_WithoutAnOutcomeOfTheAction()
    {
        var script = Send(ServerAction.Start).Lose().See(new Canceled(At(1)));

        Assert.IsType<StoppedStep>(script.Step);
        Assert.Equal(SendingState.Unknown, script.Operation.Sending);
    }

    private static OperationScript Send(ServerAction action, bool hasClock = true) =>
        new(Operation.Send(action) with { UserId = "me" }, hasClock);

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void IdempotentDelete_IsSatisfied_OnlyWhenTheServerIsKnownToHaveExisted(bool isRecorded, bool isRead, bool expected)
    {
        foreach (var operation in new[]
        {
            Operation.Send(ServerAction.Delete), Operation.Send(ServerAction.Delete, wait: true), Operation.WhatIf(ServerAction.Delete),
        })
        {
            var script = new OperationScript(operation with { IsIdempotent = true, Prior = isRead ? Row("ACTIVE/-", -100) : null });
            script = operation.Goal == OperationGoal.Preview ? script.Lack(0.1) : script.Refuse(0.1, NovaErrorId.NovaServerNotFound);

            script = isRecorded ? script.List(0.2) : script.Hide(0.2, 404);

            if (expected)
                Assert.True(Assert.IsType<DoneStep>(script.Step).IsGone);
            else
                Assert.Equal(NovaErrorId.NovaServerNotFound, script.Failed.ErrorId);
            Assert.Equal(expected && operation.Goal != OperationGoal.Preview, script.Operation.IsAlreadySatisfied);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LostDelete_IsAccepted_OnlyWhenTheServerThatIsGoneIsKnownToHaveExisted(bool isKnown)
    {
        var script = new OperationScript(Operation.Send(ServerAction.Delete) with { Prior = isKnown ? Row("ACTIVE/-", -100) : null })
            .Lose().Hide(0.1, 404).Lack(0.2);

        Assert.Equal((isKnown, false), (script.IsDone, script.Operation.IsAlreadySatisfied));
        Assert.True(isKnown || script.Failed.IsOutcomeUnknown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LockedServer_IsReadForTheReasonOnce_AndTheRefusalStays(bool isReadable)
    {
        var script = new OperationScript(Operation.Send(ServerAction.Stop)).Refuse(0.1, NovaErrorId.NovaServerLocked);
        Assert.Equal("send single", script.Requests);

        script = isReadable ? script.See(0.2, "ACTIVE/-")
            : script.See(new Refused(OperationScript.At(0.2), OperationScript.Error(NovaErrorId.NovaForbidden, 403)));

        Assert.Equal(NovaErrorId.NovaServerLocked, script.Failed.ErrorId);
    }
}
