using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>An action happens once, whatever becomes of its answer.</summary>
public sealed class ActionSenderTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly RecordingLog _log = new();
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("RESET")]
    [InlineData("500")]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("504")]
    [InlineData("200")]
    public async Task A_lost_answer_is_looked_up_and_its_record_carried_on_with(string loss)
    {
        using var cloud = new Cloud { Responses = [loss], DoesIt = true };

        var action = await SendAsync(cloud);

        Assert.Equal(("start", "req-1", Clients.Id), (action.Action, action.RequestId, action.ServerId));
        Assert.Single(cloud.Posts);
        Assert.Single(cloud.Lists);
        Assert.Contains(_log.Decisions, d => d.Contains("is not known", StringComparison.Ordinal) && d.EndsWith("looking.", StringComparison.Ordinal));
        Assert.Contains(_log.Decisions, d => d.EndsWith("(req-1).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_cloud_did_not_begin_is_sent_once_more_after_two_looks()
    {
        using var cloud = new Cloud { Responses = ["RESET"] };

        var action = await SendAsync(cloud);

        Assert.Equal("req-2", action.RequestId);
        Assert.Equal(2, cloud.Posts.Length);
        Assert.Equal(2, cloud.Lists.Length);
        Assert.Equal([ActionSender.Pause], _clock.Delays);
    }

    [Fact]
    public async Task A_record_that_a_replica_shows_late_is_found_by_the_second_look()
    {
        using var cloud = new Cloud { Responses = ["RESET"], DoesIt = true, HidesUntilLook = 2 };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
        Assert.Single(cloud.Posts);
    }

    [Fact]
    public async Task A_409_to_the_second_is_looked_up_and_not_reported()
    {
        using var cloud = new Cloud { Responses = ["RESET", "409"], DoesIt = true, HidesUntilLook = 3 };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Fact]
    public async Task A_400_to_the_second_is_looked_up_too()
    {
        using var cloud = new Cloud { Responses = ["RESET", "400"], DoesIt = true, HidesUntilLook = 3 };

        Assert.Equal("req-1", (await SendAsync(cloud)).RequestId);
    }

    [Fact]
    public async Task Looks_that_fail_with_the_state_as_well_are_told()
    {
        using var cloud = new Cloud { Responses = ["502"], ListAnswer = RawServer.Answer(403), StateAnswer = RawServer.Answer(502) };

        Assert.EndsWith("is not known, since looking failed too.", (await Clients.FailsAsync(SendAsync(cloud))).Message, StringComparison.Ordinal);
        Assert.Single(cloud.Posts);
    }

    [Fact]
    public async Task A_409_that_is_not_ours_is_reported()
    {
        using var cloud = new Cloud { Responses = ["RESET", "409"] };

        Assert.Equal(NovaErrorId.NovaServerInvalidState, (await Clients.FailsAsync(SendAsync(cloud))).ErrorId);
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Fact]
    public async Task Two_lost_answers_are_an_error_and_never_a_third_action()
    {
        using var cloud = new Cloud { Responses = ["RESET", "RESET"] };

        Assert.Equal(NovaErrorId.NovaConnectionFailed, (await Clients.FailsAsync(SendAsync(cloud))).ErrorId);
        Assert.Equal(2, cloud.Posts.Length);
    }

    [Theory]
    [InlineData("start", "2026-01-01T11:59:50.000000", "u1")]
    [InlineData("stop", "2026-01-01T12:00:00.000000", "u1")]
    [InlineData("start", "2026-01-01T12:00:00.000000", "u2")]
    public async Task An_older_start_another_action_and_another_user_are_not_ours(string action, string time, string user)
    {
        using var cloud = new Cloud { Responses = ["RESET"], Others = [(action, time, user)] };

        Assert.Equal("req-2", (await SendAsync(cloud)).RequestId);
    }

    [Fact]
    public async Task What_the_session_began_before_is_not_what_was_lost()
    {
        // Both within the two seconds that are allowed for clocks: a start that failed, and one that the cloud never got.
        using var cloud = new Cloud { Responses = ["202", "503"] };
        using var client = Connect(cloud);

        var first = await SendAsync(client);
        var second = await SendAsync(client);

        Assert.Equal(("req-1", "req-3"), (first.RequestId, second.RequestId));
    }

    [Fact]
    public async Task What_was_found_once_is_not_found_again()
    {
        using var cloud = new Cloud { Responses = ["RESET", "RESET"], DoesIt = true };
        using var client = Connect(cloud);

        Assert.Equal("req-1", (await SendAsync(client)).RequestId);
        Assert.Equal("req-3", (await SendAsync(client)).RequestId);
    }

    [Fact]
    public async Task What_cannot_be_looked_up_is_not_sent_again()
    {
        using var cloud = new Cloud { Responses = ["RESET"], ListAnswer = RawServer.Answer(503) };

        var error = await Clients.FailsAsync(SendAsync(cloud));

        Assert.Equal(NovaErrorId.NovaConnectionFailed, error.ErrorId);
        Assert.EndsWith("Whether the start was begun is not known, since looking failed too.", error.Message, StringComparison.Ordinal);
        Assert.Single(cloud.Posts);
    }

    [Theory]
    [InlineData(403, "SHUTOFF", "powering-on", 1)]
    [InlineData(404, "ACTIVE", null, 1)]
    [InlineData(404, "SHUTOFF", null, 2)]
    public async Task Without_records_the_state_tells(int status, string state, string? task, int posts)
    {
        using var cloud = new Cloud { Responses = ["RESET"], ListAnswer = RawServer.Answer(status, "{\"itemNotFound\": {\"message\": \"no\", \"code\": 404}}"), State = (state, task) };

        await SendAsync(cloud);

        Assert.Equal(posts, cloud.Posts.Length);
    }

    [Theory]
    [InlineData("400")]
    [InlineData("403")]
    [InlineData("404")]
    [InlineData("409")]
    public async Task A_refusal_is_a_refusal_and_nothing_is_looked_up(string refusal)
    {
        using var cloud = new Cloud { Responses = [refusal] };

        await Clients.FailsAsync(SendAsync(cloud));

        Assert.Single(cloud.Server.Requests);
    }

    [Fact]
    public async Task Nobody_there_is_told_at_once()
    {
        using var client = Clients.Connect(new Uri("http://127.0.0.1:1/v2.1"), _clock);

        var error = await Clients.FailsAsync(new ActionSender(client, ServerActionKind.Start, Clients.Id, null, _log).SendAsync(CancellationToken.None));

        Assert.Equal(NovaErrorId.NovaConnectionFailed, error.ErrorId);
        Assert.Empty(_clock.Delays);
    }

    [Theory]
    [InlineData("ACTIVE", null, null)]
    [InlineData("SHUTOFF", "powering-on", "req-0")]
    public async Task Idempotent_takes_a_server_that_is_there_or_on_its_way(string state, string? task, string? requestId)
    {
        using var cloud = new Cloud { Responses = ["409"], State = (state, task), Others = [("start", "2026-01-01T11:00:00.000000", "u2")] };

        var action = await SendAsync(cloud, isIdempotent: true);

        Assert.Equal((true, requestId, "n"), (action.AlreadySatisfied, action.RequestId, action.ServerName));
    }

    [Theory]
    [InlineData("SHUTOFF", "powering-off")]
    [InlineData("PAUSED", null)]
    public async Task Idempotent_leaves_another_409_as_it_is(string state, string? task)
    {
        using var cloud = new Cloud { Responses = ["409"], State = (state, task) };

        Assert.Equal(NovaErrorId.NovaServerInvalidState, (await Clients.FailsAsync(SendAsync(cloud, isIdempotent: true))).ErrorId);
    }

    private async Task<NovaServerAction> SendAsync(Cloud cloud, bool isIdempotent = false)
    {
        using var client = Connect(cloud);
        return await SendAsync(client, isIdempotent);
    }

    private ComputeClient Connect(Cloud cloud)
    {
        var client = Clients.Connect(new Uri(cloud.Server.Url, "/v2.1"), _clock);
        client.Tokens.Current.UserId = "u1";
        return client;
    }

    private async Task<NovaServerAction> SendAsync(ComputeClient client, bool isIdempotent = false)
    {
        var sender = new ActionSender(client, ServerActionKind.Start, Clients.Id, "n", _log);
        return await (isIdempotent ? sender.SendUnlessThereAsync(CancellationToken.None) : sender.SendAsync(CancellationToken.None));
    }

    /// <summary>A Nova that loses answers.</summary>
    private sealed class Cloud : IDisposable
    {
        private readonly List<(string Action, string Time, string User, string RequestId)> _records = [];
        private int _posts;
        private int _lists;

        public Cloud() => Server = new RawServer(Answer);

        public RawServer Server { get; }

        /// <summary>What becomes of each POST: RESET, or a status code; then 202.</summary>
        public string[] Responses { get; init; } = [];

        /// <summary>Whether it does the first POST, though its answer is lost.</summary>
        public bool DoesIt { get; init; }

        public int HidesUntilLook { get; init; }

        public (string Action, string Time, string User)[] Others { get; init; } = [];

        public string? ListAnswer { get; init; }

        public string? StateAnswer { get; init; }

        public (string Status, string? Task) State { get; init; } = ("SHUTOFF", null);

        public RawRequest[] Posts => Server.Requests.Where(r => r.Line.StartsWith("POST", StringComparison.Ordinal)).ToArray();

        public RawRequest[] Lists => Server.Requests.Where(r => r.Target.EndsWith("/os-instance-actions", StringComparison.Ordinal)).ToArray();

        public void Dispose() => Server.Dispose();

        private string? Answer(RawRequest request)
        {
            if (request.Line.StartsWith("POST", StringComparison.Ordinal))
                return Act();
            if (request.Target.EndsWith("/os-instance-actions", StringComparison.Ordinal))
                return List();
            if (StateAnswer is not null)
                return StateAnswer;
            var task = State.Task is null ? "null" : "\"" + State.Task + "\"";
            return RawServer.Answer(200, "{\"server\": {\"id\": \"" + Clients.Id + "\", \"name\": \"n\", \"status\": \"" + State.Status + "\", \"OS-EXT-STS:task_state\": " + task + "}}");
        }

        private string? Act()
        {
            var number = Interlocked.Increment(ref _posts);
            var loss = number <= Responses.Length ? Responses[number - 1] : "202";
            if ((number == 1 && DoesIt) || loss == "202")
                _records.Insert(0, ("start", Now.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture), "u1", "req-" + number));
            return loss switch
            {
                "RESET" => null,
                "409" => RawServer.Answer(409, "{\"conflictingRequest\": {\"code\": 409, \"message\": \"Cannot 'start' instance x while it is in vm_state active\"}}"),
                "404" => RawServer.Answer(404, "{\"itemNotFound\": {\"code\": 404, \"message\": \"no\"}}"),
                _ => RawServer.Answer(int.Parse(loss, CultureInfo.InvariantCulture), "", "X-Compute-Request-Id: req-" + number + "\r\n"),
            };
        }

        private string List()
        {
            if (ListAnswer is not null)
                return ListAnswer;
            var look = Interlocked.Increment(ref _lists);
            var shown = (look < HidesUntilLook ? [] : _records).Concat(Others.Select(o => (o.Action, o.Time, o.User, RequestId: "req-0")));
            var rows = shown.Select(r => "{\"action\": \"" + r.Action + "\", \"instance_uuid\": \"" + Clients.Id + "\", \"request_id\": \"" + r.RequestId + "\", \"user_id\": \"" + r.User + "\", \"start_time\": \"" + r.Time + "\", \"message\": null}");
            return RawServer.Answer(200, "{\"instanceActions\": [" + string.Join(",", rows) + "]}", "Date: " + Now.ToString("r", CultureInfo.InvariantCulture) + "\r\n");
        }
    }
}
