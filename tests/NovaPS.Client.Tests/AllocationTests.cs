using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Json;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>
/// Guards the speed without a clock: counts the bytes that a row and a poll allocate, and the requests. They run alone, because the
/// allocations of all threads count.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Rows = 1000;

    /// <summary>What a row may allocate: the server with its lists, and the texts that only this row has (380 bytes).</summary>
    private const int MaxBytesPerRow = 1800;

    [Fact]
    public void List_AllocatesNothingForWhatRepeatsOrIsNotShown()
    {
        var page = Encoding.UTF8.GetBytes("{\"servers\": [" + string.Join(", ", Enumerable.Range(0, Rows).Select(CreateRow)) + "]}");
        _ = Read(page);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var servers = Read(page);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Rows;

        Assert.Equal(Rows, servers.Count);
        Assert.InRange(allocated, 1, MaxBytesPerRow);
        Assert.All(servers, s => Assert.Same(servers[0].Status, s.Status));
        Assert.Equal(("web999", "10.0.3.231", "web", 2), (servers[999].Name, servers[999].Addresses[0].IPAddress,
            servers[999].Metadata["role"], servers[999].Metadata.Count));
    }

    [Fact]
    public async Task Poll_AllocatesTheSame_HoweverManyServersDoNotChange()
    {
        await MeasurePollAsync(10);

        var few = await MeasurePollAsync(10);
        var many = await MeasurePollAsync(1000);

        // Less than one reference for each server more.
        Assert.InRange(many - few, double.MinValue, 8 * 990);
    }

    [Fact]
    public void Operation_IsCopiedAtMostFourTimes_ForEachRowOfItsServer()
    {
        var action = new NovaServerAction("start", "0199340e-0f3e-4612-96be-000000000001", "req-0f3e4612-0f3e-4612-96be-000000000001");
        var row = new ServerRow("SHUTOFF", "powering-on", Updated: new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (op, at) = (Operation.Follow(action) with { Timeout = TimeSpan.FromHours(1) }, TimeSpan.Zero);
        Poll();
        var copy = Measure(() => op = op with { Reads = op.Reads });

        var polled = Measure(Poll);

        Assert.Equal(Judgment.Yes, op.Row!.IsBusy);
        // The observations and steps are small.
        Assert.InRange(polled, copy, (4 * copy) + 400);

        void Poll()
        {
            at += TimeSpan.FromSeconds(1);
            (op, _) = OperationMachine.Next(op, new Tick(at));
            (op, _) = OperationMachine.Next(op, new ServerSeen(at, row));
        }

        static long Measure(Action act)
        {
            act();
            var before = GC.GetAllocatedBytesForCurrentThread();
            act();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Poll_CostsOneRequest_HoweverManyServersDoNotChange()
    {
        var (few, many) = (await WaitAsync(500, polls: 20), await WaitAsync(500, polls: 70));

        Assert.Equal(50, many.Requests - few.Requests);
    }

    private static string CreateRow(int i) => $$$"""
        {"id": "0199340e-0f3e-4612-96be-{{{i:D12}}}", "name": "web{{{i}}}", "status": "ACTIVE", "tenant_id": "{{{Clients.Project}}}",
         "metadata": {"role": "web", "owner": "ops"}, "hostId": "36d5eab862009c3aee4fbcd9bfe811226dbd4f2300b65c5c80850db7",
         "image": {"id": "f5f88875-e6bb-4701-93be-d7af5172a48d", "links": [{"rel": "bookmark", "href": "http://nova.example/images/{{{i}}}"}]},
         "flavor": {"vcpus": 2, "original_name": "m1.medium", "extra_specs": {}}, "created": "2026-01-01T00:00:00Z",
         "updated": "2026-01-01T00:00:40Z", "addresses": {"private": [{"version": 4, "addr": "10.0.{{{i / 256}}}.{{{i % 256}}}",
         "OS-EXT-IPS:type": "fixed", "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:00:{{{i / 256:x2}}}:{{{i % 256:x2}}}"}]}, "key_name": "ops",
         "links": [{"rel": "self", "href": "http://nova.example/v2.1/servers/0199340e-0f3e-4612-96be-{{{i:D12}}}"}], "tags": [],
         "OS-EXT-AZ:availability_zone": "nova", "OS-SRV-USG:launched_at": "2026-01-01T00:00:38.000000", "OS-EXT-STS:task_state": null,
         "OS-EXT-STS:vm_state": "active", "OS-EXT-STS:power_state": 1, "progress": 0, "locked": false, "user_data": "IyEvYmluL3No"}
        """;

    private static List<NovaServer> Read(byte[] page)
    {
        var servers = new List<NovaServer>(Rows);
        var body = new ResponseBody(new MemoryStream(page), ResponseLimits.Page, () => { }, CancellationToken.None);
        JsonReading.ReadBody(body, (r, _) => r.ReadElements(e => servers.Add(ServerReader.Read(e, null))));
        return servers;
    }

    /// <summary>
    /// Returns the bytes that a poll allocates, from waits of which some are longer. The lowest values count, because other threads may
    /// allocate, too.
    /// </summary>
    private static async Task<double> MeasurePollAsync(int servers)
    {
        var (few, many) = (long.MaxValue, long.MaxValue);
        for (var i = 0; i < 5; i++)
        {
            few = Math.Min(few, (await WaitAsync(servers, polls: 20)).Allocated);
            many = Math.Min(many, (await WaitAsync(servers, polls: 100)).Allocated);
        }

        return (many - few) / 80.0;
    }

    /// <summary>Waits for servers that are stopped after a number of polls in which they do not change.</summary>
    private static async Task<(int Requests, long Allocated)> WaitAsync(int servers, int polls)
    {
        var (clock, requests, changes, outcomes) = (new TestClock(), 0, 0, 0);
        var ids = Enumerable.Range(0, servers).Select(i => "0199340e-0f3e-4612-96be-" + i.ToString("D12", null)).ToList();
        var all = Encoding.UTF8.GetBytes("{\"servers\": [" + string.Join(",", ids.Select(id => Row(id, "ACTIVE"))) + "]}");
        using var handler = new ListHandler(target =>
        {
            Interlocked.Increment(ref requests);
            if (!target.Contains("/detail", StringComparison.Ordinal))
                return Encoding.UTF8.GetBytes("{\"server\": " + Row(target.Split('/')[^1], "ACTIVE") + "}");
            return !target.Contains("changes-since", StringComparison.Ordinal) ? all : ++changes <= polls ? "{\"servers\": []}"u8.ToArray()
                : Encoding.UTF8.GetBytes("{\"servers\": [" + string.Join(",", ids.Select(id => Row(id, "SHUTOFF"))) + "]}");
        });
        using var transport = new HttpTransport(TimeSpan.FromMinutes(5), SystemClock.Instance, new TransportOptions { Handler = handler });
        using var client = new ComputeClient(transport, new TokenProvider(Clients.Token, clock), new Uri("http://nova.example/v2.1"), clock,
            new Microversion(2, 1));
        var driver = new OperationDriver(client, new OperationIo(client, NoLog.Instance),
            new PollBackoff(clock, TimeSpan.FromSeconds(1)), (_, _) => outcomes++, NoLog.Instance);
        clock.IsBusy = () => driver.Unobserved > 0;
        foreach (var id in ids)
            driver.Add(new TrackedOperation(id, Operation.WaitFor("SHUTOFF")));
        driver.Complete();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await driver.RunAsync(CancellationToken.None).WaitAsync(TestWait.Bound);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(servers, outcomes);
        return (requests, allocated);

        string Row(string id, string status) => $"{{\"id\": \"{id}\", \"status\": \"{status}\", \"OS-EXT-STS:task_state\": null, "
            + $"\"updated\": \"{clock.UtcNow:yyyy-MM-ddTHH:mm:ssZ}\"}}";
    }

    private sealed class ListHandler(Func<string, byte[]> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(respond(request.RequestUri!.PathAndQuery));
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
            response.Headers.TryAddWithoutValidation("OpenStack-API-Version", "compute 2.1");
            return Task.FromResult(response);
        }
    }
}
