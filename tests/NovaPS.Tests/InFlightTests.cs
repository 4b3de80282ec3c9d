using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Tests requests in flight and input that is not read yet from the outside: the requests that the server receives, what is read from the
/// pipeline, and what is written. Each test has a time limit.
/// </summary>
public sealed class InFlightTests : IDisposable
{
    private static readonly string[] Ids = Enumerable.Range(1, 1000).Select(Cloud.Id).ToArray();

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Cloud? _cloud;

    public void Dispose()
    {
        _release.TrySetResult();
        _cloud?.Dispose();
    }

    [Theory]
    [InlineData("Start-NovaServer $ids -ThrottleLimit 4", "ForEach-Object { break }")]
    [InlineData("Start-NovaServer $ids -ThrottleLimit 4", "ForEach-Object { throw 'downstream' }")]
    [InlineData("Start-NovaServer $ids -ThrottleLimit 4", "Select-Object -First 1")]
    [InlineData("Wait-NovaServer $ids -Timeout -1", "Select-Object -First 1")]
    public async Task Command_CancelsRequestsInFlight_WhenThePipelineEndsEarly(string command, string end)
    {
        using var isHeld = new ManualResetEventSlim();
        var cloud = Connect(async request =>
        {
            if (Number(request) == 1)
                return request.Line.StartsWith("POST", StringComparison.Ordinal) ? Cloud.Accepted : Cloud.One(1, "web1", "ACTIVE");
            isHeld.Set();
            await _release.Task;
            return null;
        });

        // The pipeline ends when at least one other request is in flight.
        await RunAsync($"foreach ($once in 1) {{ {command} | ForEach-Object {{ $null = $isHeld.Wait(50000); $_ }} | {end} }}",
            ("ids", Ids[..4]), ("isHeld", isHeld));

        var held = cloud.Server.Requests.Where(r => Number(r) > 1).ToList();
        Assert.NotEmpty(held);
        await TestWait.UntilAsync(() => held.All(r => r.IsAbandoned), "the requests in flight to be canceled");
    }

    [Fact]
    public async Task Wait_ReportsOneOutcome_WhenTheResponseIsReceivedAfterTheTimeout()
    {
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var polls = 0;
        var cloud = Connect(async request =>
        {
            if (Interlocked.Increment(ref polls) > 1)
                await reported.Task;
            return Cloud.One(1, "web1", polls > 1 ? "ACTIVE" : "SHUTOFF");
        });

        var running = cloud.Host.Start("Wait-NovaServer $id -Status ACTIVE -Timeout 2 -PollInterval 0.1; 'end'", ("id", Cloud.Id(1)));
        try
        {
            await TestWait.UntilAsync(() => running.Output.Count > 0, "the command to end");
        }
        finally
        {
            reported.SetResult();
        }

        var result = await Task.Run(running.Wait).WaitAsync(TestWait.Bound);
        Assert.Equal("end", Assert.Single(result.Output).BaseObject);
        result.AssertError("NovaWaitTimeout");
    }

    [Fact]
    public async Task Start_ReadsInputOnlyWhenASlotIsFree()
    {
        const int Limit = 4;
        var cloud = Connect(async request =>
        {
            // Gives a command that does not wait for its requests time to read more. One that waits does not depend on it.
            if (Number(request) <= Limit)
                await Task.Delay(50);
            return Cloud.Accepted;
        });

        var result = await RunAsync(
            "$read = $written = $most = 0; $ids | ForEach-Object { $read++; $most = [Math]::Max($most, $read - $written); $_ } | "
            + $"Start-NovaServer -ThrottleLimit {Limit} | ForEach-Object {{ $written++ }}; $most",
            ("ids", Ids[..100]));

        Assert.Equal(100, cloud.Posts.Count());
        // The inputs whose requests are in flight, and the next one, which waits for a free slot.
        Assert.InRange((int)Assert.Single(result.AssertNoErrors().Output).BaseObject, 1, Limit + 1);
    }

    [Fact]
    public async Task Get_RequestsTheNextPage_WhenMostOfThePageIsWritten()
    {
        const int Rows = 500;
        var (written, writtenAtNextPage) = (new int[1], -1);
        using var isAsked = new ManualResetEventSlim();
        var cloud = Connect(request =>
        {
            if (!request.Target.Contains("detail", StringComparison.Ordinal))
                return Task.FromResult<string?>(RawServer.Respond(200, "{}"));
            if (request.Target.Contains("marker", StringComparison.Ordinal))
            {
                writtenAtNextPage = Volatile.Read(ref written[0]);
                isAsked.Set();
                return Task.FromResult<string?>(Cloud.List());
            }

            var page = Cloud.List(Enumerable.Range(1, Rows).Select(n => (n, "web" + n, "ACTIVE")).ToArray());
            var next = $$"""], "servers_links": [{"rel": "next", "href": "http://x/servers/detail?marker={{Cloud.Id(Rows)}}"}]}""";
            return Task.FromResult<string?>(RawServer.Respond(200,
                page[(page.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..^2] + next));
        });

        // Blocks at the first object, so that a list without a limit would request more. One with a limit does not depend on the time.
        var result = await RunAsync("Get-NovaServer | ForEach-Object { if ($written[0]++ -eq 0) { $null = $isAsked.Wait(200) } }",
            ("written", written), ("isAsked", isAsked));

        result.AssertNoErrors();
        Assert.Equal(Rows, written[0]);
        Assert.InRange(writtenAtNextPage, Rows / 2, Rows);
    }

    [Fact]
    public async Task Start_ReadsNoMoreInputAndWritesRequestsInFlight_WhenErrorActionIsStop()
    {
        const int Limit = 4;
        var received = 0;
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cloud = Connect(async request =>
        {
            if (Interlocked.Increment(ref received) == Limit)
                refused.SetResult();
            await refused.Task;
            if (Number(request) == 1)
                return Cloud.Refuse(409, "conflictingRequest", "Instance x is locked");
            // Long enough for a command that does not wait for the other requests to end before their responses.
            await Task.Delay(200);
            return Cloud.Accepted;
        });

        var result = await RunAsync(
            $"$read = 0; $ids | ForEach-Object {{ $global:read++; $_ }} | Start-NovaServer -ThrottleLimit {Limit} -ErrorAction Stop",
                ("ids", Ids));

        result.AssertTerminatingError("NovaServerLocked");
        var sent = cloud.Posts.Count();
        Assert.InRange(sent, Limit, Ids.Length / 2);
        Assert.Equal(Ids[1..sent], result.Output.Select(o => (string)o.Properties["ServerId"].Value).Order(StringComparer.Ordinal));
        // The inputs that were sent, and the next one, which waited for a free slot.
        Assert.InRange((int)cloud.Host.Value("$global:read"), sent, sent + 1);
    }

    private static int Number(RawRequest request) =>
        request.Target.Contains("/servers/", StringComparison.Ordinal) ? int.Parse(request.Target.Split('/')[3].Split('-')[^1], null) : 1;

    private Cloud Connect(Func<RawRequest, Task<string?>> respond) => _cloud = new Cloud(new RawServer(respond));

    private Task<ScriptResult> RunAsync(string script, params (string Name, object? Value)[] variables) =>
        _cloud!.Host.RunAsync(script, variables).WaitAsync(TestWait.Bound);
}
