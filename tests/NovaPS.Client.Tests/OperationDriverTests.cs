using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests what the driver requests for operations, and when. Operations/ tests how responses are interpreted.</summary>
public sealed class OperationDriverTests : IDisposable
{
    private const string FailedRecord = """{"instanceAction": {"action": "start", "instance_uuid": "a", "request_id": "req-1", "start_time": "2025-12-31T23:59:50.000000", "message": "Error"}}""";

    private readonly ScriptedNova _nova = new();
    private readonly TestClock _clock = new();
    private DriverRun? _run;

    private DriverRun Run => _run ??= new DriverRun(_nova, _clock);

    private IReadOnlyList<(string Id, NovaServer? Server, NovaException? Error)> Outcomes => Run.Outcomes;

    private (string Id, NovaServer? Server, NovaException? Error) Outcome => Assert.Single(Outcomes);

    public void Dispose()
    {
        _run?.Dispose();
        _nova.Dispose();
    }

    [Fact]
    public async Task Start_IsDone_WhenServerIsActiveWithoutTask()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE/powering-on", "ACTIVE");

        await Run.RunAsync(300, Run.Start("a"));

        Assert.Equal("ACTIVE", Outcome.Server!.Status);
        Assert.Equal(Enumerable.Repeat("/servers/a", 4), _nova.Requests);
    }

    [Theory]
    [InlineData("ACTIVE", null)]
    [InlineData("SHUTOFF", NovaErrorId.NovaServerActionSuperseded)]
    public async Task Start_IsDoneAtTheFirstPoll_WhenServerWasInTheTargetStateBefore(string state, NovaErrorId? expected)
    {
        _nova.Add("a", state);
        var action = new NovaServerAction("start", "a") { AlreadySatisfied = true };

        await Run.RunAsync(300, new TrackedOperation("a", Operation.Follow(action)));

        Assert.Equal(expected, Outcome.Error?.ErrorId);
        Assert.Single(_nova.Requests);
    }

    [Fact]
    public async Task Start_ReportsFailure_WhenHostFails()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF");
        _nova.Actions = _ => FailedRecord;

        await Run.RunAsync(300, Run.Start("a"));

        Assert.Equal((NovaErrorId.NovaServerActionFailed, "req-1"), (Outcome.Error!.ErrorId, Outcome.Error.RequestId));
        Assert.Equal("Cannot start server 'n-a' (a): the cloud accepted the request, but it failed (req-1). The server is SHUTOFF.",
            Outcome.Error.Message);
        Assert.Equal(["/servers/a", "/servers/a", "/servers/a/os-instance-actions/req-1"], _nova.Requests);
    }

    [Fact]
    public async Task Start_NamesTheOtherAction_WhenSuperseded()
    {
        _nova.Add("a", "SHUTOFF");
        _nova.Actions = path => path.EndsWith("/req-1", StringComparison.Ordinal)
            ? FailedRecord.Replace("\"Error\"", "null", StringComparison.Ordinal)
            : """
            {"instanceActions": [
              {"action": "lock", "request_id": "req-3", "user_id": "u", "start_time": "2025-12-31T23:59:55.000000", "message": null},
              {"action": "shelve", "request_id": "req-2", "user_id": "eve", "start_time": "2025-12-31T23:59:53.000000", "message": null},
              {"action": "start", "request_id": "req-1", "user_id": "me", "start_time": "2025-12-31T23:59:50.000000", "message": null}]}
            """;

        await Run.RunAsync(300, Run.Start("a"));

        Assert.Equal(NovaErrorId.NovaServerActionSuperseded, Outcome.Error!.ErrorId);
        Assert.Contains("is SHUTOFF; shelve was requested after the start by user eve at " + Local("2025-12-31T23:59:53Z"),
            Outcome.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ReportsFault_WhenClockOfCloudIsUnknownAndFarOff()
    {
        _nova.Ahead = TimeSpan.FromHours(-5);
        _nova.Add("a", "SHUTOFF/powering-on", "ERROR");

        await Run.RunAsync(300, new TrackedOperation("a", Operation.Follow(ServerAction.Start, "req-1")));

        Assert.Equal(NovaErrorId.NovaServerFaulted, Outcome.Error!.ErrorId);
        Assert.EndsWith("is in ERROR: No valid host was found (req-1).", Outcome.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, NovaErrorId.NovaServerVanished)]
    [InlineData(false, NovaErrorId.NovaServerNotFound)]
    public async Task Wait_ReportsVanished_WhenServerWasKnown(bool isKnown, NovaErrorId expected)
    {
        await Run.RunAsync(300, new TrackedOperation("a", Operation.WaitForRest() with { IsKnown = isKnown }));

        Assert.Equal(expected, Outcome.Error!.ErrorId);
    }

    [Fact]
    public async Task Wait_NamesTheUserWhoDeletedTheServer_WhenRecordsShowIt()
    {
        _nova.Actions = _ => """{"instanceActions": [{"action": "delete", "request_id": "req-9", "user_id": "eve", "start_time": "2026-01-01T00:00:03.000000"}]}""";

        await Run.RunAsync(300, Run.Start("a"));

        Assert.EndsWith("it was deleted by user eve at " + Local("2026-01-01T00:00:03Z") + " (req-9).", Outcome.Error!.Message,
            StringComparison.Ordinal);
        Assert.Equal("req-9", Outcome.Error.RequestId);
    }

    [Fact]
    public async Task Wait_ReadsTheRecordFirst_WhenOnlyTheRequestIdIsKnown()
    {
        _nova.Add("a", "ACTIVE/powering-off", "SHUTOFF");
        _nova.Actions = _ => """{"instanceAction": {"action": "stop", "instance_uuid": "a", "request_id": "req-1", "start_time": "2025-12-31T23:59:50.000000", "message": null, "events": [{"event": "compute_stop_instance", "result": "Success"}]}}""";

        await Run.RunAsync(300, new TrackedOperation("a", Operation.Follow(null, "req-1")));

        Assert.Equal("SHUTOFF", Outcome.Server!.Status);
        Assert.Equal("/servers/a/os-instance-actions/req-1", _nova.Requests[0]);
    }

    [Fact]
    public async Task Wait_FailsForThatServerOnly_WhenRequestIdIsUnknown()
    {
        _nova.Add("a", "ACTIVE");
        _nova.Add("b", "ACTIVE");

        await Run.RunAsync(300, new TrackedOperation("a", Operation.Follow(null, "req-1")), DriverRun.Wait("b"));

        Assert.Equal("ACTIVE", Assert.Single(Outcomes, s => s.Id == "b").Server!.Status);
        Assert.Contains("has no action with the request id req-1", Assert.Single(Outcomes, s => s.Id == "a").Error!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlowResponse_DelaysNoOtherServer()
    {
        var never = new TaskCompletionSource();
        RawRequest? hung = null;
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");
        _nova.Before = request =>
        {
            if (!request.Target.EndsWith("/b", StringComparison.Ordinal))
                return Task.CompletedTask;
            hung = request;
            return never.Task;
        };
        Run.Hanging = () => hung is null ? 0 : 1;
        using var cancellation = new CancellationTokenSource();
        Run.Add(Run.Start("a"), null);
        Run.Add(Run.Start("b"), null);

        var run = Run.Driver.RunAsync(cancellation.Token);
        await TestWait.UntilAsync(() => Outcomes.Count > 0, "the server that responds");

        Assert.Equal(("a", "ACTIVE"), (Outcome.Id, Outcome.Server!.Status));
        Assert.Equal(1, _nova.Requests.Count(r => r == "/servers/b"));
        // Ctrl+C ends the wait and its request at once.
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TestWait.Bound));
        await TestWait.UntilAsync(() => hung!.IsAbandoned, "the end of the request");
    }

    [Fact]
    public async Task SlowCloud_IsNotPolledMoreOftenThanItResponds()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");
        _nova.Before = _ =>
        {
            _clock.Move(TimeSpan.FromSeconds(6));
            return Task.CompletedTask;
        };

        await Run.RunAsync(300, Run.Start("a"));

        Assert.Equal([6, 6], _clock.Delays.Skip(1).Select(d => Math.Round(d.TotalSeconds, 3)));
    }

    [Fact]
    public async Task Request_IsCanceled_WhenItsOperationTimesOut()
    {
        var never = new TaskCompletionSource();
        RawRequest? hung = null;
        _nova.Before = request =>
        {
            hung = request;
            return never.Task;
        };
        Run.Hanging = () => hung is null ? 0 : 1;

        await Run.RunAsync(100, Run.Start("a"));

        Assert.Equal("Server a did not reach ACTIVE within 100 s; its state was not read in this time (req-1).", Outcome.Error!.Message);
        await TestWait.UntilAsync(() => hung!.IsAbandoned, "the end of the request");
    }

    [Fact]
    public async Task SettledServer_IsNotPolledAgain()
    {
        // One operation is completed by its record, and one continues.
        _nova.Add("a", "ACTIVE");
        _nova.Add("b", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");
        _nova.Actions = _ => FailedRecord;

        await Run.RunAsync(300, new TrackedOperation("a", Operation.Follow(null, "req-1")), Run.Start("b"));

        Assert.Equal(NovaErrorId.NovaServerActionFailed, Assert.Single(Outcomes, s => s.Id == "a").Error!.ErrorId);
        Assert.DoesNotContain("/servers/a", _nova.Requests);
        Assert.Equal(4, _nova.Requests.Count(r => r == "/servers/b"));
    }

    [Fact]
    public async Task AcceptedAction_IsFirstReadAtTheNextPoll()
    {
        _nova.Add("a", "ACTIVE");
        var tracked = new TrackedOperation("a", Operation.Send(ServerAction.Start, wait: true)) { Connection = Run.Client.Connection };
        _nova.Consoles = RawServer.Respond(202, headers: "X-Compute-Request-Id: req-1\r\n");
        Assert.Null(await OperationSender.RunAsync(Run.Client, tracked, Run.Log, CancellationToken.None));

        await Run.RunAsync(300, tracked);

        Assert.Equal("ACTIVE", Outcome.Server!.Status);
        Assert.InRange(_clock.Delays.First().TotalSeconds, 0.44, 0.56);
        Assert.Equal(["/servers/a/action", "/servers/a"], _nova.Requests.Take(2));
    }

    [Fact]
    public async Task AddedAction_JoinsTheNextPoll()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");
        _nova.Add("b", "ACTIVE");
        _run = new DriverRun(_nova, _clock, TimeSpan.FromSeconds(60));
        var isAdded = false;
        _nova.Before = _ =>
        {
            if (!isAdded)
            {
                isAdded = true;
                Run.Add(Run.Start("b"));
                Run.Driver.Complete();
            }

            return Task.CompletedTask;
        };
        Run.Add(Run.Start("a"));

        await Run.Driver.RunAsync(CancellationToken.None).WaitAsync(TestWait.Bound);

        Assert.Equal([60, 60, 60], _clock.Delays.Select(d => Math.Round(d.TotalSeconds)));
        Assert.Equal(["b", "a"], Outcomes.Select(s => s.Id));
    }

    [Fact]
    public async Task AddedWait_IsReadWithinHalfASecond_WhateverThePollInterval()
    {
        foreach (var id in "abcd")
            _nova.Add(id.ToString(), "ACTIVE");
        _run = new DriverRun(_nova, _clock, TimeSpan.FromSeconds(60));

        await Run.RunAsync(300, "abcd".Select(id => DriverRun.Wait(id.ToString())).ToArray());

        Assert.Equal(4, Outcomes.Count);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 0, 0.5);
    }

    [Fact]
    public async Task PollInterval_IsKept()
    {
        _nova.Add("a", "BUILD", "BUILD", "ACTIVE");
        _run = new DriverRun(_nova, _clock, TimeSpan.FromSeconds(7));

        await Run.RunAsync(300, DriverRun.Wait("a"));

        Assert.Equal([7, 7], _clock.Delays.Select(d => d.TotalSeconds));
    }

    [Theory]
    [InlineData(0, 0.45, 4.5)]
    [InlineData(0.5, 0.5, 5)]
    [InlineData(1, 0.55, 5.5)]
    public async Task Polls_BackOffWithJitter(double jitter, double first, double last)
    {
        _clock.Jitters.Enqueue(jitter);
        _nova.Add("a", Enumerable.Repeat("SHUTOFF/powering-on", 30).Append("ACTIVE").ToArray());

        await Run.RunAsync(300, Run.Start("a"));

        var pauses = _clock.Delays.Select(d => d.TotalSeconds).ToArray();
        Assert.All(pauses.Take(4), p => Assert.Equal(first, p, 6));
        Assert.All(pauses.Skip(20), p => Assert.Equal(last, p, 6));
    }

    [Fact]
    public async Task Timeout_StatesTheStatusOfTheServer()
    {
        _nova.Add("a", "SHUTOFF/powering-on");
        _nova.Add("b", "ACTIVE");

        await Run.RunAsync(150, Run.Start("a"), Run.Start("b"));

        Assert.Equal("ACTIVE", Assert.Single(Outcomes, s => s.Id == "b").Server!.Status);
        var error = Assert.Single(Outcomes, s => s.Id == "a").Error!;
        Assert.Equal((NovaErrorId.NovaWaitTimeout, "powering-on"), (error.ErrorId, error.TaskState));
        Assert.Equal("Server 'n-a' (a) did not reach ACTIVE within 150 s; it is SHUTOFF (powering-on) (req-1).", error.Message);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 150, 150.001);
    }

    [Theory]
    [InlineData("", "it is SHUTOFF (powering-on); no compute host has processed the start yet (req-1).")]
    [InlineData("""{"event": "compute_start_instance", "start_time": "2026-01-01T00:00:01.000000", "host": "c1", "result": null}""", "it is SHUTOFF (powering-on); compute_start_instance is in progress on c1 since {0} (req-1).")]
    public async Task Timeout_StatesWhatTheActionWaitsFor(string events, string expected)
    {
        _nova.Version = new Microversion(2, 62);
        _nova.Add("a", "SHUTOFF/powering-on");
        _nova.Actions = _ =>
            "{\"instanceAction\": {\"action\": \"start\", \"instance_uuid\": \"a\", \"request_id\": \"req-1\", \"message\": null, "
            + "\"events\": [" + events + "]}}";
        _run = new DriverRun(_nova, _clock, TimeSpan.FromSeconds(100));

        await Run.RunAsync(150, Run.Start("a"));

        Assert.EndsWith(expected.Replace("{0}", Local("2026-01-01T00:00:01Z"), StringComparison.Ordinal), Outcome.Error!.Message,
            StringComparison.Ordinal);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 150, 150.001);
    }

    [Fact]
    public async Task Timeout_StatesWhatTheCloudDoesNotShow()
    {
        _nova.HidesTasks = true;
        _nova.Add("a", "SHUTOFF");

        await Run.RunAsync(60, Run.Start("a"));

        Assert.Equal("Server 'n-a' (a) did not reach ACTIVE within 60 s; it is SHUTOFF; the cloud does not show the record of the action "
            + "or task states (req-1).", Outcome.Error!.Message);
    }

    [Fact]
    public async Task TimeoutOfZero_PollsOnce()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "ACTIVE");
        _nova.Add("b", "ACTIVE");

        await Run.RunAsync(0, Run.Start("a"), Run.Start("b"));

        Assert.Equal(NovaErrorId.NovaWaitTimeout, Assert.Single(Outcomes, s => s.Id == "a").Error!.ErrorId);
        Assert.Equal("ACTIVE", Assert.Single(Outcomes, s => s.Id == "b").Server!.Status);
        Assert.Equal(["/servers/a", "/servers/b"], _nova.Requests.Order());
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task Wait_Succeeds_WhenTheTargetIsReachedInTheLastPause(int? interval)
    {
        _nova.Add("a", "SHUTOFF/powering-on", "ACTIVE");
        _run = new DriverRun(_nova, _clock, interval is { } pause ? TimeSpan.FromSeconds(pause) : null);

        await Run.RunAsync(100, Run.Start("a"));

        Assert.Equal("ACTIVE", Outcome.Server!.Status);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 99, 100);
    }

    [Fact]
    public async Task TransientFailure_IsRetriedAndLogged()
    {
        _nova.Add("a", "ACTIVE");
        _nova.ResponseScript.Enqueue(RawServer.Respond(502, "<html><h1>502 Bad Gateway</h1></html>"));
        _nova.ResponseScript.Enqueue(RawServer.Respond(200, "{\"server\": {\"id\": "));

        await Run.RunAsync(300, Run.Start("a"));

        Assert.Equal("ACTIVE", Outcome.Server!.Status);
        Assert.Equal(2, Run.Log.Decisions.Count(d =>
            d.StartsWith("Polling server a failed and will be retried: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RefusedToken_EndsTheRun()
    {
        _nova.Add("a", "ACTIVE");
        _nova.ResponseScript.Enqueue(RawServer.Respond(401, """{"error": {"code": 401, "message": "no"}}"""));

        var error = await Assert.ThrowsAsync<NovaException>(() => Run.RunAsync(300, Run.Start("a")));

        Assert.Equal(NovaErrorId.NovaUnauthorized, error.ErrorId);
        Assert.Empty(Outcomes);
        Assert.Single(Run.Driver.InProgress);
    }

    /// <summary>The time as messages show it, in the time zone of the test run.</summary>
    private static string Local(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToLocalTime()
            .ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);
}
