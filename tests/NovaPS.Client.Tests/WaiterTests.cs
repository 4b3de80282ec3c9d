using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Tests.Support;
using NovaPS.Client.Waiting;
using Xunit;

namespace NovaPS.Client.Tests;

public sealed class WaiterTests : IDisposable
{
    private const string Record = """{"instanceAction": {"action": "start", "instance_uuid": "a", "request_id": "req-1", "message": null}}""";
    private const string FailedRecord = """{"instanceAction": {"action": "start", "instance_uuid": "a", "request_id": "req-1", "message": "Error"}}""";

    private readonly ScriptedNova _nova = new();
    private readonly TestClock _clock = new();
    private readonly RecordingLog _log = new();
    private readonly List<(string Id, NovaServer? Server, NovaException? Error)> _settled = [];

    public void Dispose() => _nova.Dispose();

    [Fact]
    public async Task A_start_is_done_when_the_server_is_ACTIVE_and_has_no_task()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE/powering-on", "ACTIVE");

        await WaitAsync(Start("a"));

        var (_, server, error) = Assert.Single(_settled);
        Assert.Null(error);
        Assert.Equal("ACTIVE", server!.Status);
        Assert.Equal(4, _nova.Requests.Count);
    }

    [Fact]
    public async Task A_stop_is_not_done_while_powering_off_reads_ACTIVE()
    {
        _nova.Add("a", "ACTIVE/powering-off", "SHUTOFF");

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction("stop", "a", "req-1") });

        Assert.Equal("SHUTOFF", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task A_start_that_failed_on_the_host_is_told_by_its_record()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF");
        _nova.Actions = path => path.EndsWith("/req-1", StringComparison.Ordinal) ? FailedRecord : Listed("start", "Error");

        await WaitAsync(Start("a"));

        var error = Assert.Single(_settled).Error!;
        Assert.Equal(NovaErrorId.NovaServerActionFailed, error.ErrorId);
        Assert.Equal("req-1", error.RequestId);
        Assert.Equal(["/servers/a", "/servers/a", "/servers/a/os-instance-actions", "/servers/a/os-instance-actions/req-1"], _nova.Requests);
    }

    [Fact]
    public async Task Without_a_record_two_equal_looks_make_the_verdict()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "SHUTOFF");

        await WaitAsync(Start("a"));

        Assert.Equal(NovaErrorId.NovaServerActionFailed, Assert.Single(_settled).Error!.ErrorId);
        Assert.Equal(3, _nova.Requests.Count(r => r == "/servers/a"));
    }

    [Fact]
    public async Task A_stale_first_look_makes_no_false_verdict()
    {
        _nova.Add("a", "SHUTOFF", "SHUTOFF/powering-on", "SHUTOFF", "ACTIVE");

        await WaitAsync(Start("a"));

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task Somebody_who_acted_after_us_is_named()
    {
        _nova.Add("a", "SHUTOFF");
        _nova.Actions = path => path.EndsWith("/req-1", StringComparison.Ordinal) ? Record : """
            {"instanceActions": [
              {"action": "lock", "request_id": "req-3", "user_id": "u", "start_time": "2026-11-23T22:57:05.000000", "message": null},
              {"action": "shelve", "request_id": "req-2", "user_id": "eve", "start_time": "2026-11-23T22:57:03.000000", "message": null},
              {"action": "start", "request_id": "req-1", "user_id": "me", "start_time": "2026-11-23T22:57:00.000000", "message": null}]}
            """;

        await WaitAsync(Start("a"));

        var error = Assert.Single(_settled).Error!;
        Assert.Equal(NovaErrorId.NovaServerActionSuperseded, error.ErrorId);
        Assert.Contains("shelve at 2026-11-23 22:57:03Z (user eve)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ERROR_is_told_with_its_fault_which_a_list_does_not_show()
    {
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), id == 'a' ? "ERROR" : "ACTIVE");

        await WaitAsync("abcde".Select(id => Start(id.ToString())).ToArray());

        var error = Assert.Single(_settled, s => s.Error is not null).Error!;
        Assert.Equal(NovaErrorId.NovaServerFaulted, error.ErrorId);
        Assert.EndsWith("is in ERROR: No valid host was found (req-1).", error.Message, StringComparison.Ordinal);
        Assert.Equal(["/servers/detail", "/servers/a"], _nova.Requests);
    }

    [Theory]
    [InlineData("ERROR", null)]
    [InlineData(null, NovaErrorId.NovaServerFaulted)]
    [InlineData("BUILD", NovaErrorId.NovaServerFaulted)]
    public async Task A_server_that_was_in_ERROR_before_did_not_go_there(string? prior, NovaErrorId? expected)
    {
        _nova.Add("a", "ERROR");

        await WaitAsync(new WaitItem("a", "a") { PriorStatus = prior, IsKnown = true });

        Assert.Equal(expected, Assert.Single(_settled).Error?.ErrorId);
    }

    [Fact]
    public async Task A_server_as_such_is_waited_for_until_it_rests()
    {
        _nova.Add("a", "BUILD/scheduling", "BUILD", "ACTIVE/rebooting", "PAUSED");

        await WaitAsync(new WaitItem("a", "a"));

        Assert.Equal("PAUSED", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task The_status_that_the_user_names_wins()
    {
        _nova.Add("a", "ACTIVE", "SHUTOFF/powering-on", "shutoff");

        await WaitAsync("SHUTOFF", 300, new WaitItem("a", "a") { Action = new NovaServerAction("stop", "a") });

        Assert.Equal("shutoff", Assert.Single(_settled).Server!.Status);
        Assert.Equal(3, _nova.Requests.Count);
    }

    [Fact]
    public async Task A_status_that_is_itself_a_task_needs_no_rest()
    {
        _nova.Add("a", "ACTIVE", "REBOOT/rebooting");

        await WaitAsync("reboot", 300, new WaitItem("a", "a"));

        Assert.Equal("REBOOT", Assert.Single(_settled).Server!.Status);
    }

    [Theory]
    [InlineData(true, NovaErrorId.NovaServerVanished)]
    [InlineData(false, NovaErrorId.NovaServerNotFound)]
    public async Task Gone_is_vanished_for_whom_somebody_has_seen(bool isKnown, NovaErrorId expected)
    {
        await WaitAsync(new WaitItem("a", "a") { IsKnown = isKnown });

        Assert.Equal(expected, Assert.Single(_settled).Error!.ErrorId);
    }

    [Fact]
    public async Task Many_cost_one_list_a_look()
    {
        for (var i = 0; i < 100; i++)
            _nova.Add("s" + i, "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE");

        await WaitAsync(Enumerable.Range(0, 100).Select(i => Start("s" + i)).ToArray());

        Assert.Equal(100, _settled.Count(s => s.Server?.Status == "ACTIVE"));
        Assert.Equal(["/servers/detail", "/servers/detail", "/servers/detail"], _nova.Requests);
    }

    [Fact]
    public async Task Many_cost_after_the_first_list_only_what_changed_since()
    {
        _nova.HasDate = true;
        for (var i = 0; i < 100; i++)
            _nova.Add("s" + i, "SHUTOFF/powering-on", "SHUTOFF/powering-on", "ACTIVE/powering-on", i == 7 ? "404" : "ACTIVE");

        await WaitAsync(Enumerable.Range(0, 100).Select(i => Start("s" + i)).ToArray());

        const string Changes = "/servers/detail?changes-since=2026-01-01T00%3A00%3A05Z";
        Assert.Equal(99, _settled.Count(s => s.Server?.Status == "ACTIVE"));
        Assert.Equal(NovaErrorId.NovaServerVanished, Assert.Single(_settled, s => s.Error is not null).Error!.ErrorId);
        Assert.Equal(["/servers/detail", Changes, Changes, Changes, "/servers/s7/os-instance-actions"], _nova.Requests);
    }

    [Fact]
    public async Task A_row_that_did_not_change_is_no_second_observation()
    {
        _nova.HasDate = true;
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "SHUTOFF", "SHUTOFF/powering-on", "ACTIVE");

        await WaitAsync("abcde".Select(id => Start(id.ToString())).ToArray());

        Assert.All(_settled, s => Assert.Equal("ACTIVE", s.Server?.Status));
    }

    [Fact]
    public async Task The_list_is_read_anew_now_and_then()
    {
        _nova.HasDate = true;
        for (var i = 0; i < 5; i++)
            _nova.Add("s" + i, Enumerable.Repeat("SHUTOFF/powering-on", 30).Append("ACTIVE").ToArray());

        await WaitAsync(Enumerable.Range(0, 5).Select(i => Start("s" + i)).ToArray());

        Assert.Equal([0, 12, 24], _nova.Requests.Select((r, i) => (r, i)).Where(r => r.r == "/servers/detail").Select(r => r.i));
    }

    [Fact]
    public async Task Deleted_is_reached_when_it_is_gone_and_shows_what_was_last_known()
    {
        _nova.Add("a", "ACTIVE", "ACTIVE/deleting", "404");

        await WaitAsync("DELETED", 300, new WaitItem("a", "a"), new WaitItem("b", "b") { ServerName = "n-b" });

        Assert.Equal(["n-a DELETED", "n-b DELETED"], _settled.Select(s => s.Server!.Name + " " + s.Server.Status).Order());
        Assert.DoesNotContain(_nova.Requests, r => r.Contains("os-instance-actions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deleted_of_many_is_told_by_the_row_of_the_changes()
    {
        _nova.HasDate = true;
        foreach (var id in "abcde")
            _nova.Add(id.ToString(), "ACTIVE", "404");

        await WaitAsync("deleted", 300, "abcde".Select(id => new WaitItem(id.ToString(), id)).ToArray());

        Assert.All(_settled, s => Assert.Equal("DELETED", s.Server?.Status));
        Assert.Equal(2, _nova.Requests.Count);
    }

    [Fact]
    public async Task Who_deleted_it_is_told_where_the_cloud_tells()
    {
        _nova.Actions = _ => """{"instanceActions": [{"action": "delete", "request_id": "req-9", "user_id": "eve", "start_time": "2026-11-23T22:57:03.000000"}]}""";

        await WaitAsync(Start("a"));

        var error = Assert.Single(_settled).Error!;
        Assert.EndsWith("it was deleted by user eve at 2026-11-23 22:57:03Z (req-9).", error.Message, StringComparison.Ordinal);
        Assert.Equal("req-9", error.RequestId);
    }

    [Fact]
    public async Task A_request_id_alone_is_enough()
    {
        _nova.Add("a", "ACTIVE", "SHUTOFF");
        _nova.Actions = _ => """{"instanceAction": {"action": "stop", "instance_uuid": "a", "request_id": "req-1", "message": null}}""";

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction(string.Empty, "a", "req-1") });

        Assert.Equal("SHUTOFF", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task A_request_id_that_the_server_does_not_know_is_an_error()
    {
        _nova.Add("a", "ACTIVE");

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction(string.Empty, "a", "req-1") });

        Assert.Contains("no action with the request id req-1", Assert.Single(_settled).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_there_already_arrives_at_the_first_look()
    {
        _nova.Add("a", "ACTIVE");

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction("start", "a") { AlreadySatisfied = true } });

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
        Assert.Single(_nova.Requests);
    }

    [Fact]
    public async Task One_that_was_there_already_and_left_is_no_failed_action()
    {
        _nova.Add("a", "SHUTOFF");

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction("start", "a") { AlreadySatisfied = true } });

        Assert.Equal(NovaErrorId.NovaServerActionSuperseded, Assert.Single(_settled).Error!.ErrorId);
    }

    [Fact]
    public async Task The_users_pause_is_kept()
    {
        _nova.Add("a", "BUILD", "BUILD", "ACTIVE");

        await WaitAsync(null, 300, TimeSpan.FromSeconds(7), new WaitItem("a", "a"));

        Assert.Equal([7, 7], _clock.Delays.Select(d => d.TotalSeconds));
    }

    [Theory]
    [InlineData("", "it is SHUTOFF (powering-on); no host has begun the start yet (req-1).")]
    [InlineData("""{"event": "compute_start_instance", "start_time": "2026-01-01T00:00:01.000000", "host": "c1", "result": null}""", "it is SHUTOFF (powering-on); compute_start_instance runs on c1 since 2026-01-01 00:00:01Z (req-1).")]
    public async Task At_the_end_of_the_time_it_is_told_what_the_action_waits_for(string events, string expected)
    {
        _nova.Version = new Microversion(2, 62);
        _nova.Add("a", "SHUTOFF/powering-on");
        _nova.Actions = _ => "{\"instanceAction\": {\"action\": \"start\", \"instance_uuid\": \"a\", \"request_id\": \"req-1\", \"message\": null, \"events\": [" + events + "]}}";

        _clock.RealDelay = TimeSpan.FromSeconds(1);

        await WaitAsync(null, 150, TimeSpan.FromSeconds(100), Start("a"));

        Assert.EndsWith(expected, Assert.Single(_settled).Error!.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 150, 150.001);
    }

    [Theory]
    [InlineData(null, "ERROR/powering-off", "SHUTOFF")]
    [InlineData("DELETED", "ERROR/deleting", "404")]
    public async Task A_server_in_ERROR_with_a_task_is_on_its_way_out(string? status, params string[] states)
    {
        _nova.Add("a", states);

        await WaitAsync(status, 300, new WaitItem("a", "a") { Action = status is null ? new NovaServerAction("stop", "a", "req-1") : null });

        Assert.NotNull(Assert.Single(_settled).Server);
    }

    [Fact]
    public async Task A_server_that_was_in_ERROR_before_may_leave_it()
    {
        _nova.Add("a", "ERROR", "ERROR/rebuilding", "REBUILD/rebuild_spawning", "ACTIVE");

        await WaitAsync("ACTIVE", 300, new WaitItem("a", "a") { PriorStatus = "ERROR" });

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task A_server_that_rests_in_the_ERROR_that_it_was_in_does_not_come_to_anything_else()
    {
        _nova.Add("a", "ERROR");

        await WaitAsync("ACTIVE", 300, new WaitItem("a", "a") { PriorStatus = "ERROR" });

        Assert.Equal(NovaErrorId.NovaServerFaulted, Assert.Single(_settled).Error!.ErrorId);
    }

    [Fact]
    public async Task A_server_that_was_in_ERROR_is_at_rest_there()
    {
        _nova.Add("a", "ERROR");

        await WaitAsync(new WaitItem("a", "a") { PriorStatus = "ERROR" });

        Assert.Equal("ERROR", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task Who_comes_during_a_look_is_looked_at_after_it_and_not_after_the_pause()
    {
        // Nobody moves this clock: a pause would be without end.
        _clock.RealDelay = Timeout.InfiniteTimeSpan;
        using var client = _nova.Connect(_clock);
        var budget = new WaitBudget(null, _clock);
        budget.Start();
        ServerWaiter? waiter = null;
        waiter = new ServerWaiter(client, null, [], TimeSpan.FromSeconds(60), budget, (item, server, error) => _settled.Add((item.ServerId, server, error)), _log);
        _nova.Add("a", "ACTIVE/rebooting", "ACTIVE");
        _nova.Add("b", "ACTIVE");
        _nova.Shown = id =>
        {
            if (_nova.Requests.Count == 1)
                waiter.Add(new WaitItem("b", "b"));
        };
        waiter.Add(new WaitItem("a", "a"));

        waiter.Complete();
        await waiter.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(["a", "b"], _settled.Select(s => s.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SHUTOFF")]
    [InlineData("ERROR")]
    public async Task Rows_from_before_the_action_make_no_verdict(string state)
    {
        _nova.Add("a", state, state, state, "ACTIVE");

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction("start", "a", "req-1") { StartTime = new DateTime(2026, 11, 23, 22, 57, 0, DateTimeKind.Utc) } });

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task A_cell_that_is_down_tells_nothing()
    {
        _nova.Add("a", "UNKNOWN", "UNKNOWN", "ACTIVE");

        await WaitAsync(new WaitItem("a", "a"));

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task At_the_target_of_its_action_a_server_is_not_in_doubt_when_another_status_is_waited_for()
    {
        _nova.Add("a", "ACTIVE", "ACTIVE", "ACTIVE", "PAUSED");

        await WaitAsync("PAUSED", 300, Start("a"));

        Assert.Equal("PAUSED", Assert.Single(_settled).Server!.Status);
        Assert.Equal(4, _nova.Requests.Count);
    }

    [Fact]
    public async Task One_that_arrives_in_the_last_pause_is_not_late()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "ACTIVE");
        _clock.RealDelay = TimeSpan.FromSeconds(1);

        await WaitAsync(null, 100, TimeSpan.FromSeconds(100), Start("a"));

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
    }

    [Fact]
    public async Task A_record_that_may_not_be_read_is_that_servers_error_alone()
    {
        _nova.Add("a", "ACTIVE");
        _nova.Add("b", "ACTIVE");
        _nova.Actions = _ => null;

        await WaitAsync(new WaitItem("a", "a") { Action = new NovaServerAction(string.Empty, "a", "req-1") }, new WaitItem("b", "b"));

        Assert.Equal("ACTIVE", Assert.Single(_settled, s => s.Id == "b").Server!.Status);
        Assert.NotNull(Assert.Single(_settled, s => s.Id == "a").Error);
    }

    [Fact]
    public async Task Four_cost_a_GET_each()
    {
        foreach (var id in "abcd")
            _nova.Add(id.ToString(), "ACTIVE");

        await WaitAsync("abcd".Select(id => Start(id.ToString())).ToArray());

        Assert.Equal(["/servers/a", "/servers/b", "/servers/c", "/servers/d"], _nova.Requests.Order());
    }

    [Fact]
    public async Task One_that_the_list_does_not_show_is_looked_at_by_itself()
    {
        foreach (var id in "abcd")
            _nova.Add(id.ToString(), "ACTIVE");

        await WaitAsync("abcde".Select(id => Start(id.ToString())).ToArray());

        Assert.Equal(NovaErrorId.NovaServerVanished, Assert.Single(_settled, s => s.Id == "e").Error!.ErrorId);
        // The last one asks who deleted it.
        Assert.Equal(["/servers/detail", "/servers/e", "/servers/e/os-instance-actions"], _nova.Requests);
    }

    [Fact]
    public async Task The_time_runs_out_with_one_error_each_that_says_where_they_stood()
    {
        _nova.Add("a", "SHUTOFF/powering-on");
        _nova.Add("b", "ACTIVE");

        await WaitAsync(null, 150, Start("a"), Start("b"));

        Assert.Equal("ACTIVE", Assert.Single(_settled, s => s.Id == "b").Server!.Status);
        var error = Assert.Single(_settled, s => s.Id == "a").Error!;
        Assert.Equal(NovaErrorId.NovaWaitTimeout, error.ErrorId);
        Assert.Equal("Server 'n-a' (a) did not reach ACTIVE within 150 s; it is SHUTOFF (powering-on) (req-1).", error.Message);
        Assert.InRange(_clock.Elapsed.TotalSeconds, 150, 150.001);
    }

    [Fact]
    public async Task Zero_looks_once()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "ACTIVE");

        await WaitAsync(null, 0, Start("a"));

        Assert.Equal(NovaErrorId.NovaWaitTimeout, Assert.Single(_settled).Error!.ErrorId);
        Assert.Single(_nova.Requests);
    }

    [Fact]
    public async Task A_bad_look_is_tried_again_and_told()
    {
        _nova.Add("a", "ACTIVE");
        _nova.ErrorScript.Enqueue(RawServer.Answer(502, "<html><h1>502 Bad Gateway</h1></html>"));
        _nova.ErrorScript.Enqueue(RawServer.Answer(200, "{\"server\": {\"id\": "));

        await WaitAsync(Start("a"));

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
        Assert.Equal(2, _log.Decisions.Count(d => d.StartsWith("A look at 1 servers failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refused_token_ends_the_waiting()
    {
        _nova.Add("a", "ACTIVE");
        _nova.ErrorScript.Enqueue(RawServer.Answer(401, """{"error": {"code": 401, "message": "no"}}"""));

        var error = await Assert.ThrowsAsync<NovaException>(() => WaitAsync(Start("a")));

        Assert.Equal(NovaErrorId.NovaUnauthorized, error.ErrorId);
        Assert.Empty(_settled);
    }

    [Fact]
    public async Task Looks_become_rarer()
    {
        _nova.Add("a", Enumerable.Repeat("SHUTOFF/powering-on", 30).Append("ACTIVE").ToArray());

        await WaitAsync(Start("a"));

        var pauses = _clock.Delays.Select(d => d.TotalSeconds).ToArray();
        Assert.All(pauses.Take(4), p => Assert.InRange(p, 0.44, 0.56));
        Assert.All(pauses.Skip(20), p => Assert.InRange(p, 4.4, 5.6));
    }

    private static string Listed(string action, string? message) =>
        "{\"instanceActions\": [{\"action\": \"" + action + "\", \"instance_uuid\": \"a\", \"request_id\": \"req-1\", \"message\": " + (message is null ? "null" : "\"" + message + "\"") + "}]}";

    private static WaitItem Start(string id) => new(id, id) { Action = new NovaServerAction("start", id, "req-1"), IsKnown = true };

    private Task WaitAsync(params WaitItem[] items) => WaitAsync(null, 300, items);

    private Task WaitAsync(string? status, double seconds, params WaitItem[] items) => WaitAsync(status, seconds, null, items);

    private async Task WaitAsync(string? status, double seconds, TimeSpan? interval, params WaitItem[] items)
    {
        using var client = _nova.Connect(_clock);
        var budget = new WaitBudget(TimeSpan.FromSeconds(seconds), _clock);
        budget.Start();
        var waiter = new ServerWaiter(client, status, [], interval, budget, (item, server, error) =>
        {
            lock (_settled)
                _settled.Add((item.ServerId, server, error));
        }, _log);
        foreach (var item in items)
            waiter.Add(item);
        waiter.Complete();
        await waiter.RunAsync(CancellationToken.None);
    }
}
