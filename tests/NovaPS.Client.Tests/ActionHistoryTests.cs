using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests which records of actions are read, and what they show.</summary>
public sealed class ActionHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2.57", "")]
    [InlineData("2.58", "?changes-since=2026-01-01T12%3A00%3A00Z")]
    public async Task List_IsFilteredByTheCloud_WhenItSupportsIt(string version, string query)
    {
        using var server = new RawServer(_ => RawServer.Respond(200, "{\"instanceActions\": [" + string.Join(",",
            Listed(3, "12:00:01"), Listed(2, "12:00:00"), Listed(1, "11:59:59")) + "]}",
            "OpenStack-API-Version: compute " + version + "\r\n"));
        var client = Clients.Connect(server.Url, new TestClock(), TimeSpan.FromSeconds(30), Microversion.Parse(version));
        // Records have whole seconds: an action half a second after a time can have a record that is before it.
        var filter = new ActionFilter { Since = Noon.AddMilliseconds(500) };

        var actions = await ActionHistory.ListAsync(client, Clients.Id, filter, NoLog.Instance, CancellationToken.None);

        Assert.Equal(["req-3", "req-2"], actions.Select(a => a.RequestId));
        Assert.EndsWith("/os-instance-actions" + query, Assert.Single(server.Requests).Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_AreReadSixteenAtOnce_AndTakenInOrder()
    {
        var (inFlight, most, full) = (0, 0, new TaskCompletionSource());
        using var server = new RawServer(async request =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            if (inFlight == 16)
                full.TrySetResult();
            await full.Task;
            Interlocked.Decrement(ref inFlight);
            return Record(request);
        });

        var taken = await ReadAsync(server, 40);

        Assert.Equal(Enumerable.Range(1, 40).Select(n => "req-" + n + " Success"), taken);
        Assert.Equal(16, most);
    }

    [Fact]
    public async Task Action_IsTakenAsListed_WhenItsRecordNoLongerExists()
    {
        using var server = new RawServer(request => request.Target.EndsWith("/req-2", StringComparison.Ordinal)
            ? RawServer.Respond(404, """{"itemNotFound": {"code": 404, "message": "Action req-2 not found"}}""") : Record(request));

        Assert.Equal(["req-1 Success", "req-2 ", "req-3 Success"], await ReadAsync(server, 3));
    }

    [Fact]
    public async Task Failure_EndsTheReading_AfterTheActionsBeforeIt()
    {
        var taken = new List<string>();
        using var server = new RawServer(request => request.Target.EndsWith("/req-3", StringComparison.Ordinal)
            ? RawServer.Respond(403, """{"forbidden": {"code": 403, "message": "no"}}""") : Record(request));

        var error = await Assert.ThrowsAsync<NovaException>(() => ReadAsync(server, 40, taken));

        Assert.Equal(NovaErrorId.NovaForbidden, error.ErrorId);
        Assert.Equal(["req-1 Success", "req-2 Success"], taken);
        Assert.True(server.Requests.Count < 40);
    }

    [Theory]
    [InlineData("start", "compute_start_instance Success", "Success", 3)]
    [InlineData("start", "compute_start_instance Error", "Error", 3)]
    [InlineData("start", "compute_start_instance", "Running", null)]
    [InlineData("start", "", null, null)]
    [InlineData("delete", "compute_terminate_instance Success", "Success", 3)]
    [InlineData("delete", "compute_soft_delete_instance Success", "Success", 3)]
    [InlineData("createImage", "api_snapshot_instance Success", "Success", 3)]
    [InlineData("resize", "conductor_migrate_server Success, cold_migrate Success", null, null)]
    [InlineData("resize", "conductor_migrate_server Error, cold_migrate Error", "Error", 3)]
    [InlineData("resize", "cold_migrate Error, compute_prep_resize", "Error", null)]
    [InlineData("resize", "compute_prep_resize Success, compute_finish_resize Success", "Success", 3)]
    [InlineData("brew", "compute_brew_instance Success", null, null)]
    public void Result_IsClaimedOnlyWithEvidence(string name, string events, string? result, int? seconds)
    {
        var action = new NovaServerAction(name, Clients.Id) { StartTimeUtc = Noon, AreEventsShown = true };
        foreach (var parts in events.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split(' ')))
        {
            action.Events.Add(new NovaServerActionEvent
            {
                Event = parts[0],
                StartTimeUtc = Noon,
                FinishTimeUtc = parts.Length > 1 ? Noon.AddSeconds(3) : null,
                Result = parts.ElementAtOrDefault(1),
            });
        }

        Assert.Equal(result, action.Result);
        Assert.Equal(seconds, (int?)action.Duration?.TotalSeconds);
    }

    private static string Listed(int number, string time, string more = "") =>
        $$"""{"action": "start", "request_id": "req-{{number}}", "start_time": "2026-01-01T{{time}}.000000", "message": null{{more}}}""";

    private static string Record(RawRequest request) => RawServer.Respond(200, "{\"instanceAction\": "
        + Listed(int.Parse(request.Target.Split("req-")[1], null), "12:00:00", """
            , "events": [{"event": "compute_start_instance", "result": "Success"}]
            """) + "}");

    private static async Task<List<string>> ReadAsync(RawServer server, int count, List<string>? taken = null)
    {
        taken ??= [];
        var client = Clients.Connect(server.Url, new TestClock());
        await ActionHistory.ReadRecordsAsync(client, Enumerable.Range(1, count).Select(n =>
            new NovaServerAction("start", Clients.Id, "req-" + n)).ToList(), action =>
        {
            taken.Add(action.RequestId + " " + action.Result);
            return Task.CompletedTask;
        }, NoLog.Instance, CancellationToken.None);
        return taken;
    }
}
