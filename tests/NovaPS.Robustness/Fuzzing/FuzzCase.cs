using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;
using NovaPS.Client.Waiting;
using NovaPS.Robustness.Matrix;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>One request, or one whole operation, on responses that were changed.</summary>
internal sealed class FuzzCase(int seed, IReadOnlyList<RecordedResponse> recorded) : IClientLog
{
    private const string Password = "fuzzedPasswordQwErTyUiOp1234";
    private const int MostRequests = 600;
    private const long MostBytes = 256L * 1024 * 1024;
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);
    private static readonly Uri Endpoint = new("http://127.0.0.1:8774/v2.1");

    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<string> _lines = new();
    private string _what = "nothing";

    public bool IsTraced => true;

    public void Verbose(string message) => _lines.Enqueue(message);

    public void Trace(string message) => _lines.Enqueue(message);

    /// <summary>Runs it.</summary>
    /// <returns>What it broke.</returns>
    public async Task<List<string>> RunAsync()
    {
        var broken = new List<string>();
        var mutator = new Mutator(_random);
        var operations = Operations.ToArray();
        var (name, fits, run) = operations[_random.Next(operations.Length)];
        _what = name;
        var own = recorded.Where(r => fits(r.Line)).ToList();
        using var handler = new MemoryHandler(_ =>
        {
            // Mostly what was asked for, sometimes the response to something else.
            var from = own.Count > 0 && _random.Next(10) > 0 ? own : recorded;
            return mutator.Mutate(from[_random.Next(from.Count)].Response);
        });
        using var transport = new HttpTransport(TimeSpan.FromMinutes(5), new InstantClock(), new TransportOptions { Handler = handler });
        var before = GC.GetTotalAllocatedBytes();
        Exception? error = null;
        try
        {
            var task = Task.Run(() => run(transport));
            Use(await task.WaitAsync(Guard), 0);
        }
        catch (Exception e)
        {
            error = e;
        }

        if (error is TimeoutException)
            broken.Add("hangs");
        var allocated = GC.GetTotalAllocatedBytes() - before;
        if (allocated > MostBytes)
            broken.Add($"{allocated / 1024 / 1024} MB of memory");
        if (handler.Requests > MostRequests)
            broken.Add($"{handler.Requests} requests");
        Invariants.CheckErrors(error is null ? [] : [error], broken);
        Invariants.CheckTexts(error is null ? [] : [error], _lines, _what switch
        {
            // Only what was sent can be redacted.
            "login" => [Password],
            "versions" or "version" => [],
            _ => [RecordedResponse.Token],
        }, broken);
        return [.. broken.Select(b => _what + ": " + b)];
    }

    private static bool Is(string line, string method, string end) =>
        line.StartsWith(method + " ", StringComparison.Ordinal) && line.Split(' ')[1].Split('?')[0].EndsWith(end, StringComparison.Ordinal);

    private IEnumerable<(string Name, Func<string, bool> Fits, Func<HttpTransport, Task<object?>> Run)> Operations =>
    [
        ("login", l => Is(l, "POST", "/auth/tokens"), LogInAsync),
        ("projects", l => Is(l, "GET", "/auth/projects"), async t => await Keystone(t).ListProjectsAsync(RecordedResponse.Token, this,
            default)),
        ("logout", l => Is(l, "DELETE", "/auth/tokens"), async t =>
        {
            await Keystone(t).RevokeAsync(RecordedResponse.Token, this, default);
            return null;
        }),
        ("versions", l => l is "GET /" or "GET /v2.1/" or "GET /v2/", async t =>
            await ComputeEndpoint.DiscoverAsync(t, "http://127.0.0.1:8774", RecordedResponse.Project, this, default)),
        ("version", l => l is "GET /v2.1/" or "GET /v2/" or "GET /v2.1", NegotiateAsync),
        ("list", l => Is(l, "GET", "/servers/detail"), async t => await ServerLister.ReadAllAsync(Client(t), new ServerFilter(), this,
            default)),
        ("show", l => Is(l, "GET", "/servers/{server}"), async t =>
            await ServerApi.GetAsync(Client(t), RecordedResponse.Server, this, default)),
        ("records", l => Is(l, "GET", "/os-instance-actions"), async t =>
            (await ServerApi.ListActionsAsync(Client(t), RecordedResponse.Server, string.Empty, this, default)).Rows),
        ("record", l => l.Contains("/os-instance-actions", StringComparison.Ordinal), async t =>
            await ServerApi.GetActionAsync(Client(t), RecordedResponse.Server, "req-1", this, default)),
        ("console", l => Is(l, "POST", "/action"), async t =>
            await new ConsoleCondition("login:").CheckAsync(Client(t), new NovaServer(RecordedResponse.Server, null), this, default)),
        ("start", l => Is(l, "POST", "/servers/{server}/action"), t => ActAsync(t, wait: false)),
        ("start and wait", l => l.Contains("/servers/{server}", StringComparison.Ordinal), t => ActAsync(t, wait: true)),
    ];

    private static KeystoneClient Keystone(HttpTransport transport) => new(transport, new Uri("http://127.0.0.1:5000/v3"));

    private static ComputeClient Client(HttpTransport transport)
    {
        var clock = new InstantClock();
        var client = new ComputeClient(transport, new TokenProvider(RecordedResponse.Token, clock), Endpoint, clock, new Microversion(2,
            93));
        return client;
    }

    private async Task<object?> LogInAsync(HttpTransport transport)
    {
        var credential = new PasswordCredential(null, "demo", DomainName.Parse("default"), SecureText.From(Password));
        var token = await Keystone(transport).LogInAsync(credential, null, this, default);
        var chosen = ServiceCatalog.Choose(token, new ConnectRequest(new Uri("http://127.0.0.1/v3"), credential));
        return ComputeEndpoint.Parse(chosen.Url!, token.ProjectId);
    }

    private async Task<object?> NegotiateAsync(HttpTransport transport)
    {
        var source = new MicroversionSource(transport, Endpoint, null, (_, _) => Task.FromResult(RecordedResponse.Token));
        await source.NegotiateAsync(this, default);
        return source.Current;
    }

    private async Task<object?> ActAsync(HttpTransport transport, bool wait)
    {
        var client = Client(transport);
        var tracked = new TrackedOperation(RecordedResponse.Server, Operation.Send(ServerAction.Start, wait));
        var step = await OperationSender.RunAsync(client, tracked, this, CancellationToken.None);
        if (step is null && wait)
        {
            var timeout = TimeSpan.FromSeconds(60);
            tracked.State = tracked.State with { Timeout = timeout, Deadline = client.Clock.Elapsed + timeout };
            var io = new OperationIo(client, this);
            var driver = new OperationDriver(client, io, new PollBackoff(client.Clock, null), (_, s) => step = s, this);
            driver.Add(tracked);
            driver.Complete();
            await driver.RunAsync(CancellationToken.None);
        }

        return step switch
        {
            FailedStep failed => throw OperationErrors.Of(tracked, failed),
            DoneStep done => tracked.ToServer(done),
            _ => tracked.ToAction(),
        };
    }

    /// <summary>Reads all that a user can read of a result.</summary>
    private static void Use(object? value, int depth)
    {
        if (value is null or string || value.GetType().IsPrimitive || depth > 4)
            return;
        _ = value.ToString();
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Use(item, depth + 1);
        }
        else if (value.GetType().Namespace == "NovaPS")
        {
            foreach (var property in value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0
                && p.Name != "Connection"))
                Use(property.GetValue(value), depth + 1);
        }
    }
}
