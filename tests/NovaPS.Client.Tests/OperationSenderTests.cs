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

/// <summary>
/// Tests that an action is sent once over HTTP, even if its response is lost. Operations/ tests how the state machine interprets responses.
/// </summary>
public sealed class OperationSenderTests
{
    private static readonly DateTime CloudZero = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly RecordingLog _log = new();
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("RESET")]
    [InlineData("101")]
    [InlineData("200")]
    [InlineData("500")]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("504")]
    [InlineData("520")]
    [InlineData("599")]
    [InlineData("400 page")]
    [InlineData("403 page")]
    [InlineData("404 page")]
    [InlineData("409 page")]
    [InlineData("413 page")]
    [InlineData("418 page")]
    [InlineData("408 page")]
    public async Task LostResponse_IsLookedUp_AndItsRecordFollowed(string loss)
    {
        using var cloud = new Cloud(_clock) { Responses = [loss], DoesIt = true };

        var action = await SendAsync(cloud);

        Assert.Equal(("start", "req-1", Clients.Id), (action.Action, action.RequestId, action.ServerId));
        Assert.Single(cloud.Posts);
        Assert.Single(cloud.Lists);
        Assert.Contains(_log.Decisions, d =>
            d.StartsWith("It is unknown whether the cloud accepted the request to ", StringComparison.Ordinal)
            && d.EndsWith(". Checking.", StringComparison.Ordinal));
        Assert.Contains(_log.Decisions, d => d.EndsWith("(req-1).", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("400")]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("409")]
    public async Task Refusal_IsReported_WithoutALookUp(string refusal)
    {
        using var cloud = new Cloud(_clock) { Responses = [refusal] };

        await Clients.FailsAsync(SendAsync(cloud));

        Assert.Single(cloud.Server.Requests);
    }

    [Fact]
    public async Task LostStart_IsSentAgainOnce_WhenItWasNotStarted()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET"] };

        var action = await SendAsync(cloud);

        Assert.Equal("req-2", action.RequestId);
        Assert.Equal(2, cloud.Posts.Length);
        // 2 s apart, until a replica that lags would show the action.
        Assert.Equal(6, cloud.Lists.Length);
        Assert.Equal(OperationMachine.ReplicaLag, _clock.Elapsed);
    }

    [Fact]
    public async Task LostStart_IsFound_WhenAReplicaShowsItLate()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET"], DoesIt = true, HiddenUntilPoll = 4 };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
        Assert.Single(cloud.Posts);
    }

    [Theory]
    [InlineData("409")]
    [InlineData("400")]
    public async Task SecondRefusal_IsLookedUp(string refusal)
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET", refusal], DoesIt = true, HiddenUntilPoll = 8 };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Fact]
    public async Task SecondRefusal_IsReported_WhenNothingWasStarted()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET", "409"] };

        Assert.Equal(NovaErrorId.NovaServerInvalidState, (await Clients.FailsAsync(SendAsync(cloud))).ErrorId);
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Fact]
    public async Task LostStart_IsFound_WhenAnotherServerHasAnActionOfTheSameRequest()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET"], DoesIt = true };
        using var client = Connect(cloud);
        await client.GetAsync();
        client.IssuedRequestIds.Add("00000000-0000-4000-8000-000000000001", "req-1");

        Assert.Equal("req-1", (await client.BeginAsync(cloud.Action, log: _log)).RequestId);
    }

    [Theory]
    [InlineData(401, "unauthorized")]
        [InlineData(406, "computeFault")]
    public async Task LostStart_IsUnknown_WhenTheConnectionEndsWhileItIsLookedUp(int status, string kind)
    {
        using var cloud = new Cloud(_clock)
        {
            Responses = ["RESET"],
            DoesIt = true,
            ListResponse = ScriptedNova.Error(status, kind, "No."),
        };

        var error = await Clients.FailsAsync(SendAsync(cloud));

        Assert.Equal((NovaErrorId.NovaConnectionFailed, true), (error.ErrorId, error.IsOutcomeUnknown));
        Assert.Single(cloud.Posts);
    }

    [Fact]
    public async Task TwoLostResponses_AreAnError_AndNeverAThirdRequest()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET", "RESET"] };

        var error = await Clients.FailsAsync(SendAsync(cloud));

        Assert.Equal((NovaErrorId.NovaConnectionFailed, true), (error.ErrorId, error.IsOutcomeUnknown));
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Fact]
    public async Task RetryAfterThen409_FindsTheActionOfTheFirstSending()
    {
        // A load balancer forwarded the first request and responded 503. The action started five seconds before the last attempt.
        using var cloud = new Cloud(_clock) { Responses = ["BUSY", "409"], DoesIt = true };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
        Assert.Equal(2, cloud.Posts.Length);
        Assert.Single(cloud.Lists);
    }

    [Fact]
    public async Task RetryAfter_IsLookedUpFirst_WhenNovaWouldAcceptASecondAction()
    {
        // A load balancer forwarded the reboot and responded 503.
        using var cloud = new Cloud(_clock) { Responses = ["BUSY"], DoesIt = true, Action = ServerAction.HardReboot };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
        Assert.Single(cloud.Posts);
    }

    [Fact]
    public async Task RetryAfterThen409_IsReported_WhenNothingWasStarted()
    {
        using var cloud = new Cloud(_clock) { Responses = ["BUSY", "409"] };

        Assert.Equal(NovaErrorId.NovaServerInvalidState, (await Clients.FailsAsync(SendAsync(cloud))).ErrorId);
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Theory]
    [InlineData("start", -10, "u1")]
    [InlineData("stop", 0, "u1")]
    [InlineData("start", 0, "u2")]
    public async Task LookUp_IgnoresOlderAndOtherActions(string action, int seconds, string user)
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET"], Others = [(action, seconds, user)] };

        Assert.Equal("req-2", (await SendAsync(cloud)).RequestId);
    }

    [Theory]
    [InlineData(-5, true)]
    [InlineData(5, true)]
    [InlineData(-5, false)]
    [InlineData(5, false)]
    public async Task LostStart_HasTheSameEnd_WhenTheCloudIsHoursOffAndSendsNoDate(int hoursAhead, bool doesIt)
    {
        // A failed start by the same user two hours ago is not the lost one, by the issued_at of the login.
        using var cloud = new Cloud(_clock) { Responses = ["504"], DoesIt = doesIt, Ahead = TimeSpan.FromHours(hoursAhead), HasDate = false,
            Others = [("start", -7200, "u1")] };
        using var client = Connect(cloud);
        (client.Tokens.Current.IssuedAt, client.Tokens.Current.SentAt, client.Tokens.Current.ReceivedAt) =
            (new DateTimeOffset(cloud.Now), _clock.Elapsed, _clock.Elapsed);
        _clock.Move(TimeSpan.FromMinutes(50));

        var action = await client.BeginAsync(ServerAction.Start, log: _log);

        Assert.Equal((doesIt ? "req-1" : "req-2", doesIt ? 1 : 2), (action.RequestId, cloud.Posts.Length));
    }

    [Fact]
    public async Task LookUp_IgnoresActionsThatTheSessionAlreadyIssued()
    {
        // Both starts are within the two seconds of tolerance for clocks: one failed, and the cloud never received the other.
        using var cloud = new Cloud(_clock) { Responses = ["202", "503"] };
        using var client = Connect(cloud);

        var first = await client.BeginAsync(ServerAction.Start);
        var second = await client.BeginAsync(ServerAction.Start);

        Assert.Equal(("req-1", "req-3"), (first.RequestId, second.RequestId));
    }

    [Fact]
    public async Task LookUp_FindsAnActionOnlyOnce()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET", "RESET"], DoesIt = true };
        using var client = Connect(cloud);

        Assert.Equal("req-1", (await client.BeginAsync(ServerAction.Start)).RequestId);
        Assert.Equal("req-3", (await client.BeginAsync(ServerAction.Start)).RequestId);
    }

    [Fact]
    public async Task FailedLookUp_LeavesTheOutcomeUnknown_AndNothingIsSentAgain()
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET"], ListResponse = RawServer.Respond(503) };

        var error = await Clients.FailsAsync(SendAsync(cloud));

        Assert.Equal((NovaErrorId.NovaConnectionFailed, true), (error.ErrorId, error.IsOutcomeUnknown));
        Assert.EndsWith("It is unknown whether the cloud accepted the start.", error.Message, StringComparison.Ordinal);
        Assert.Equal("Get-NovaServerAction -Server " + Clients.Id + " -Connection b72dc114@127.0.0.1 -Action start",
            error.RemedyCommand);
        Assert.Single(cloud.Posts);
    }

    [Theory]
    [InlineData(403, "SHUTOFF", "powering-on", 1)]
    [InlineData(404, "SHUTOFF", null, 2)]
    public async Task LookUp_ReadsTheServer_WhenThereAreNoRecords(int status, string state, string? task, int posts)
    {
        using var cloud = new Cloud(_clock) { Responses = ["RESET"],
            ListResponse = RawServer.Respond(status, "{\"itemNotFound\": {\"message\": \"no\", \"code\": 404}}"), State = (state, task) };

        await SendAsync(cloud);

        Assert.Equal(posts, cloud.Posts.Length);
    }

    [Fact]
    public async Task UnreachableCloud_IsReportedAtOnce()
    {
        using var port = new SilentPort();
        using var client = Clients.Connect(new Uri("http://127.0.0.1:" + port.Number + "/v2.1"), _clock);

        var error = await Clients.FailsAsync(client.BeginAsync(ServerAction.Start));

        Assert.Equal((NovaErrorId.NovaConnectionFailed, false), (error.ErrorId, error.IsOutcomeUnknown));
        Assert.Empty(_clock.Delays);
    }

    [Theory]
    [InlineData("ACTIVE", null, null)]
    [InlineData("SHUTOFF", "powering-on", "req-0")]
    public async Task Idempotent_Succeeds_WhenTheServerIsAtTheTargetOrMovingToIt(string state, string? task, string? requestId)
    {
        using var cloud = new Cloud(_clock) { Responses = [task is null ? "409" : "409 powering-on"], State = (state, task),
            Others = [("start", 0, "u2")] };

        var action = await SendAsync(cloud, isIdempotent: true);

        Assert.Equal((true, requestId, "n"), (action.AlreadySatisfied, action.RequestId, action.ServerName));
    }

    [Fact]
    public async Task Idempotent_ReportsAnotherRefusal()
    {
        using var cloud = new Cloud(_clock) { Responses = ["409 powering-off"], State = ("SHUTOFF", "powering-off") };

        Assert.Equal(NovaErrorId.NovaServerBusy, (await Clients.FailsAsync(SendAsync(cloud, isIdempotent: true))).ErrorId);
    }

    [Theory]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("nonsense")]
    public async Task AcceptedStart_IsWritten_WhateverTheDateHeader(string date)
    {
        using var server = new RawServer(_ => RawServer.Respond(202, headers: "X-Compute-Request-Id: req-1\r\nDate: " + date + "\r\n"));
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"), _clock);

        Assert.Equal("req-1", (await client.BeginAsync(ServerAction.Start)).RequestId);
    }

    [Fact]
    public async Task WhatIf_ReportsTheError_WhenTheServerCannotBeRead()
    {
        using var cloud = new Cloud(_clock) { StateResponse = RawServer.Respond(502) };
        using var client = Connect(cloud);
        var tracked = new TrackedOperation(Clients.Id, Operation.WhatIf(ServerAction.Start));

        var failed = Assert.IsType<FailedStep>(await OperationSender.RunAsync(client, tracked, _log, CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaServiceUnavailable, OperationErrors.Of(tracked, failed).ErrorId);
        Assert.Empty(cloud.Posts);
    }

    private ComputeClient Connect(Cloud cloud)
    {
        var client = Clients.Connect(new Uri(cloud.Server.Url, "/v2.1"), _clock);
        client.Tokens.Current.UserId = "u1";
        return client;
    }

    private async Task<NovaServerAction> SendAsync(Cloud cloud, bool isIdempotent = false)
    {
        using var client = Connect(cloud);
        // The clock of the cloud is known from earlier responses.
        await client.GetAsync();
        cloud.Server.Forget();
        return await client.BeginAsync(cloud.Action, isIdempotent, _log);
    }

    /// <summary>A Nova that loses responses.</summary>
    private sealed class Cloud : IDisposable
    {
        private readonly List<(string Action, DateTime Time, string User, string RequestId)> _records = [];
        private readonly TestClock _clock;
        private int _posts;
        private int _lists;

        public Cloud(TestClock clock) => (_clock, Server) = (clock, new RawServer(Respond));

        public RawServer Server { get; }

        /// <summary>The response to each POST, in order: RESET, BUSY (503 with Retry-After), or a status code; then 202.</summary>
        public string[] Responses { get; init; } = [];

        /// <summary>Whether the cloud processes the first POST although its response is lost.</summary>
        public bool DoesIt { get; init; }

        public ServerAction Action { get; init; } = ServerAction.Start;

        public int HiddenUntilPoll { get; init; }

        /// <summary>Earlier actions, in seconds after the start of the test.</summary>
        public (string Action, int Seconds, string User)[] Others { get; init; } = [];

        public string? ListResponse { get; init; }

        public string? StateResponse { get; init; }

        public bool HasDate { get; init; } = true;

        public TimeSpan Ahead { get; init; }

        public (string Status, string? Task) State { get; init; } = ("SHUTOFF", null);

        public RawRequest[] Posts => Server.Requests.Where(r => r.Line.StartsWith("POST", StringComparison.Ordinal)).ToArray();

        public RawRequest[] Lists => Server.Requests.Where(r => r.Target.EndsWith("/os-instance-actions", StringComparison.Ordinal))
            .ToArray();

        public DateTime Now => CloudZero + Ahead + _clock.Elapsed;

        private string Date => HasDate ? "Date: " + Now.ToString("r", CultureInfo.InvariantCulture) + "\r\n" : string.Empty;

        public void Dispose() => Server.Dispose();

        private string? Respond(RawRequest request)
        {
            if (request.Line.StartsWith("POST", StringComparison.Ordinal))
                return Act();
            if (request.Target.EndsWith("/os-instance-actions", StringComparison.Ordinal))
                return List();
            if (StateResponse is not null)
                return StateResponse;
            var task = State.Task is null ? "null" : "\"" + State.Task + "\"";
            return RawServer.Respond(200, "{\"server\": {\"id\": \"" + Clients.Id + "\", \"name\": \"n\", \"status\": \"" + State.Status
                + "\", \"updated\": \"2026-01-01T12:00:00Z\", \"OS-EXT-STS:task_state\": " + task + "}}", Date);
        }

        private string? Act()
        {
            var number = Interlocked.Increment(ref _posts);
            var response = number <= Responses.Length ? Responses[number - 1] : "202";
            if ((number == 1 && DoesIt) || response == "202")
                _records.Insert(0, (Action.RecordName, Now, "u1", "req-" + number));
            var headers = "X-Compute-Request-Id: req-" + number + "\r\n" + Date;
            var code = response.Split(' ')[0];
            return code switch
            {
                "RESET" => null,
                // From a proxy: only the cloud sets a request id.
                "200" => RawServer.Respond(200, "", Date),
                // From a load balancer.
                _ when response.EndsWith(" page", StringComparison.Ordinal) => RawServer.Respond(
                    int.Parse(code, CultureInfo.InvariantCulture), "<html><title>No</title></html>", Date, "text/html"),
                "BUSY" => RawServer.Respond(503, "", "Retry-After: 5\r\n" + headers),
                "409" when response.Length > 3 => RawServer.Respond(409,
                    "{\"conflictingRequest\": {\"code\": 409, \"message\": \"Cannot 'start' instance x while it is in task_state "
                    + response.Split(' ')[1] + "\"}}", headers),
                "409" =>
                    RawServer.Respond(409,
                    "{\"conflictingRequest\": {\"code\": 409, \"message\": \"Cannot 'start' instance x while it is in vm_state active\"}}",
                    headers),
                "404" => RawServer.Respond(404, "{\"itemNotFound\": {\"code\": 404, \"message\": \"no\"}}", headers),
                _ => RawServer.Respond(int.Parse(code, CultureInfo.InvariantCulture), "", headers),
            };
        }

        private string List()
        {
            if (ListResponse is not null)
                return ListResponse;
            var poll = Interlocked.Increment(ref _lists);
            var shown = (poll < HiddenUntilPoll ? [] : _records)
                .Concat(Others.Select(o => (o.Action, Time: CloudZero + Ahead + TimeSpan.FromSeconds(o.Seconds), o.User,
                    RequestId: "req-0")));
            var rows = shown.Select(r => "{\"action\": \"" + r.Action + "\", \"instance_uuid\": \"" + Clients.Id + "\", \"request_id\": \""
                + r.RequestId + "\", \"user_id\": \"" + r.User
                + "\", \"start_time\": \"" + r.Time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture)
                    + "\", \"message\": null}");
            return RawServer.Respond(200, "{\"instanceActions\": [" + string.Join(",", rows) + "]}", Date);
        }
    }
}
