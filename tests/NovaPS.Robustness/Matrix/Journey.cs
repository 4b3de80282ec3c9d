using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;
using NovaPS.Client.Waiting;
using NovaPS.Robustness.Wire;
using NovaPS.Simulator;

namespace NovaPS.Robustness.Matrix;

/// <summary>How one server of the input ended.</summary>
internal sealed record Outcome(NovaServer? Server, Exception? Error, bool IsAccepted);

/// <summary>
/// What a command does, from the login to the logout: lists the servers, reads those that are meant, starts them, waits for them.
/// </summary>
internal sealed class Journey : IClientLog, IDisposable
{
    private const string Prompt = "login:";
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(120);

    private readonly Cell _cell;
    private readonly string _image;
    private readonly VirtualClock _clock = new();
    private readonly ConcurrentDictionary<string, bool> _lost = new();
    private readonly ConcurrentQueue<(string Id, Outcome Outcome)> _outcomes = new();
    private NovaConnection? _connection;
    private OperationDriver? _driver;
    private int _running;
    private int _hits;

    public Journey(Cell cell)
    {
        _cell = cell;
        Simulator = new NovaSimulator(new NovaSimulatorOptions
        {
            Clock = () => _clock.UtcNow.UtcDateTime,
            PageSize = 5,
            StartDelay = TimeSpan.FromSeconds(3),
            // So that no poll sees it in progress: then only the record shows that it is completed.
            ActionDelay = TimeSpan.Zero,
        });
        for (var i = 0; i < 6; i++)
            Simulator.AddServer("other" + i, "ACTIVE");
        Targets = [.. Enumerable.Range(0, cell.IsBulk ? 8 : 1).Select(i => Simulator.AddServer(Updates.Prepare(
            new NovaSimulatorServer("web" + i, cell.Place.Action.Origins is [var origin, ..] ? origin : "ACTIVE"))).Id!)];
        All = [.. Simulator.GetServers().Select(s => s.Id!)];
        _image = Simulator.AddImage(Lookups.Image);
        foreach (var id in Targets)
            Simulator.SetConsoleOutput(id, "booting\n" + Prompt);
        End = new FarEnd(new Uri(Simulator.AuthUrl), RespondAsync) { Secret = Simulator.GetPassword() };
        (_clock.IsBusy, _clock.Activity, _clock.IsWaiting) = (() => End.IsBusy, () => End.Activity, IsWaiting);
    }

    /// <summary>The administrator's password that is sent.</summary>
    public static string Password => "Adm1n-passw0rd-of-the-matrix";

    public NovaSimulator Simulator { get; }

    public FarEnd End { get; }

    /// <summary>The ids of all servers, before one is deleted.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The ids of the input.</summary>
    public IReadOnlyList<string> Targets { get; }

    public Stage Stage { get; private set; }

    /// <summary>The verbose messages and traces.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public IReadOnlyList<(string Id, Outcome Outcome)> Outcomes => [.. _outcomes.Select(o => (o.Id.ToLowerInvariant(), o.Outcome))];

    /// <summary>The updated servers, each with its error; null for success.</summary>
    public ConcurrentQueue<(string Id, Exception? Error)> Updated { get; } = new();

    /// <summary>What ended the whole, or the logout.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = new();

    /// <summary>The ids that the list had; null: it failed, or there was none.</summary>
    public IReadOnlyList<string>? Listed { get; private set; }

    /// <summary>How often the fault struck.</summary>
    public int Applied { get; private set; }

    public bool IsTraced => true;

    public void Verbose(string message) => Lines.Enqueue(message);

    public void Trace(string message) => Lines.Enqueue(message);

    public async Task RunAsync()
    {
        try
        {
            await CountedAsync(async () => _connection = await ConnectAsync());
            if (_cell.Place.EndsTokens)
                Simulator.RevokeAllTokens();
            await ActAsync(_connection!.Client!);
        }
        catch (Exception e)
        {
            Errors.Enqueue(e);
        }

        Stage = Stage.LoggingOut;
        try
        {
            if (_connection?.Client is { } client)
                await CountedAsync(() => client.Tokens.RevokeAsync(this, CancellationToken.None));
        }
        catch (Exception e)
        {
            Errors.Enqueue(e);
        }

        _connection?.Client?.Dispose();
    }

    public void Dispose()
    {
        _connection?.Client?.Dispose();
        End.Dispose();
        Simulator.Dispose();
        _clock.Dispose();
    }

    private Task<NovaConnection> ConnectAsync()
    {
        var credential = new PasswordCredential(null, Simulator.UserName, DomainName.Parse("default"),
            SecureText.From(Simulator.GetPassword()));
        return Connector.LogInAsync(new ConnectRequest(KeystoneClient.ParseAuthUrl(End.Url.AbsoluteUri + "v3"), credential)
        {
            Scope = new ProjectScope(null, Simulator.ProjectName, DomainName.Parse("default")),
            Endpoint = _cell.Place.IsUnversioned ? End.Url.AbsoluteUri : null,
            RequestTimeout = TimeSpan.FromSeconds(_cell.Fault?.Hangs == true ? 0.3 : 20),
        }, _clock, this, CancellationToken.None);
    }

    private async Task ActAsync(ComputeClient client)
    {
        // As a command with a secret does, before its first request.
        client.Redactor.AddPassword(Password);
        Stage = Stage.Listing;
        await CountedAsync(async () =>
            Listed = [.. (await ServerLister.ReadAllAsync(client, new ServerFilter(), this, CancellationToken.None)).Select(s => s.Id)]);
        Stage = Stage.Reading;
        var read = new ConcurrentQueue<NovaServer>();
        await Task.WhenAll(Targets.Select(id => CountedAsync(async () =>
        {
            if (await ReadAsync(client, id) is { } server)
                read.Enqueue(server);
        })));
        if (_cell.Place.LooksUp)
        {
            Stage = Stage.LookingUp;
            await CountedAsync(async () =>
            {
                foreach (var error in await Lookups.RunAsync(client, Targets[0], this))
                    Errors.Enqueue(error);
            });
        }

        if (_cell.Place.Updates)
        {
            Stage = Stage.Updating;
            await Task.WhenAll(read.Select(server => CountedAsync(() => UpdateAsync(client, server.Id))));
        }

        Stage = Stage.Acting;
        await StartAsync(client, [.. read]);
    }

    private async Task<NovaServer?> ReadAsync(ComputeClient client, string id)
    {
        try
        {
            var server = await ServerApi.GetAsync(client, id, this, CancellationToken.None);
            return server.Id.Equals(id, StringComparison.OrdinalIgnoreCase) ? server
                : throw new InvalidOperationException($"Asked for {id}, given {server.Id}.");
        }
        catch (Exception e)
        {
            _outcomes.Enqueue((id, new Outcome(null, e, false)));
            return null;
        }
    }

    private async Task UpdateAsync(ComputeClient client, string id)
    {
        try
        {
            await Updates.ApplyAsync(client, id, this);
            Updated.Enqueue((id, null));
        }
        catch (Exception e)
        {
            Updated.Enqueue((id, e));
        }
    }

    private ActionArguments Arguments(ServerAction action)
    {
        var arguments = new ActionArguments();
        foreach (var name in action.Arguments.Where(a => a.FixedJson is null).Select(a => a.Name))
        {
            if (name == "adminPass")
                arguments.Add(name, SecureText.From(Password));
            else if (name is "flavorRef" or "imageRef" or "name")
                arguments.Add(name, name == "flavorRef" ? "1" : name == "imageRef" ? _image : "snapshot");
        }

        return arguments;
    }

    /// <summary>As the commands do it: each start on its own, and one driver that follows what was accepted.</summary>
    private async Task StartAsync(ComputeClient client, IReadOnlyList<NovaServer> servers)
    {
        IReadOnlyList<WaitCondition> conditions = _cell.Place.HasConsole ? [new ConsoleCondition(Prompt)] : [];
        var io = new OperationIo(client, this);
        var driver = _driver = new OperationDriver(client, io, new PollBackoff(client.Clock, null), (tracked, step) =>
            _outcomes.Enqueue((tracked.ServerId, step is DoneStep done ? new Outcome(tracked.ToServer(done), null, true)
                : new Outcome(null, OperationErrors.Of(tracked, (FailedStep)step), true))), this);
        var following = VirtualClock.RunDriver(() => driver.RunAsync(CancellationToken.None));
        var deadline = client.Clock.Elapsed + WaitLimit;
        await Task.WhenAll(servers.Select(server => CountedAsync(async () =>
        {
            var operation = Operation.Send(_cell.Place.Action, true) with
            {
                UserId = client.Tokens.Current.UserId,
                Arguments = Arguments(_cell.Place.Action),
                Prior = _cell.Place.Action.Proof == ActionProof.Gone ? ServerRow.Of(server) : null,
            };
            var tracked = new TrackedOperation(server.Id, operation, server) { Connection = _connection };
            try
            {
                var step = await OperationSender.RunAsync(client, tracked, this, CancellationToken.None);
                if (step is DoneStep done)
                    _outcomes.Enqueue((server.Id, new Outcome(tracked.ToServer(done), null, true)));
                if (step is FailedStep failed)
                    _outcomes.Enqueue((server.Id, new Outcome(null, OperationErrors.Of(tracked, failed), IsAccepted(tracked))));
                if (step is not null)
                    return;
            }
            catch (Exception e)
            {
                _outcomes.Enqueue((server.Id, new Outcome(null, e, IsAccepted(tracked))));
                return;
            }

            tracked.SetWait(WaitLimit, deadline, conditions);
            driver.Add(tracked);
        })));
        driver.Complete();
        try
        {
            await following;
        }
        catch (Exception e)
        {
            // The error of all that were followed.
            foreach (var tracked in driver.InProgress)
                _outcomes.Enqueue((tracked.ServerId, new Outcome(null, e, true)));
        }
    }

    private static bool IsAccepted(TrackedOperation tracked) => tracked.State.Sending == SendingState.Accepted;

    private async Task CountedAsync(Func<Task> run)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await run();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Whether the driver and all others wait for the time.</summary>
    private bool IsWaiting(int ofDriver, int others) => others == Volatile.Read(ref _running)
        && (_driver is not { } driver || (driver.Unobserved == 0 && (ofDriver > 0 || driver.InProgress.Count == 0)));

    private async Task<bool> RespondAsync(Exchange exchange)
    {
        var request = exchange.Request;
        if (_cell.Fault is { } fault && _cell.Place.Fits(request, Stage) && (Interlocked.Increment(ref _hits) == 1 || !_cell.IsOnce))
        {
            try
            {
                return await fault.Act(exchange);
            }
            finally
            {
                Applied += exchange.IsApplied ? 1 : 0;
            }
        }

        Applied += _cell.Fault is null && _cell.Place.Fits(request, Stage) ? 1 : 0;
        var response = await exchange.ForwardAsync();
        if (_cell.Place.LosesStarts && request.Body.Contains("os-start", StringComparison.Ordinal) && _lost.TryAdd(request.Target, true))
            return exchange.Reset();
        return await exchange.SendAsync(response);
    }
}
