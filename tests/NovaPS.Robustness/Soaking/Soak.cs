using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;
using NovaPS.Client.Operations;

namespace NovaPS.Robustness.Soaking;

/// <summary>Starts and stops servers for minutes, with new connections now and then, and measures resources.</summary>
internal sealed class Soak : IDisposable
{
    private const int Workers = 8;
    private const int CyclesOfConnection = 25;

    private readonly Process _other;
    private readonly string[] _words;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _wrong = [];
    private int _successes;
    private int _failures;
    private int _unknown;
    private int _connections;

    public Soak(int seed, bool showsFaults)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["far-end", Workers.ToString(CultureInfo.InvariantCulture),
            seed.ToString(CultureInfo.InvariantCulture), showsFaults.ToString()]) { RedirectStandardInput = true,
                RedirectStandardOutput = true };
        _other = Process.Start(start)!;
        _words = (_other.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The far end did not start.")).Split(' ');
        // There is no clock to inject here: the times for which a lost action is searched are shortened.
        (OperationMachine.RecordSearchTime, OperationMachine.RecordSearchPause) =
            (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(50));
    }

    public void Dispose()
    {
        _other.StandardInput.Close();
        if (!_other.WaitForExit(5000))
            _other.Kill();
        _other.Dispose();
        _stop.Dispose();
    }

    /// <summary>Runs for a time.</summary>
    /// <returns>What is wrong: outcomes that are not true, and what grew.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan time, TimeSpan interval)
    {
        var watch = Stopwatch.StartNew();
        var samples = new List<Resources>();
        var workers = Enumerable.Range(0, Workers).Select(i => Task.Run(() => WorkAsync("soak" + i.ToString(CultureInfo.InvariantCulture))))
            .ToArray();
        while (watch.Elapsed < time && workers.All(w => !w.IsCompleted))
        {
            await Task.Delay(interval);
            samples.Add(Resources.Read());
            await _other.StandardInput.WriteLineAsync();
            var hits = await _other.StandardOutput.ReadLineAsync();
            Console.WriteLine(string.Format(CultureInfo.InvariantCulture,
                "{0,5:0} s: {1}; {2} done, {3} errors, {4} unknown, {5} connections, {6} faults", watch.Elapsed.TotalSeconds, samples[^1],
                _successes, _failures, _unknown, _connections, hits));
        }

        await _stop.CancelAsync();
        await Task.WhenAll(workers);
        return [.. _wrong, .. Resources.Growth(samples), .. _successes == 0 ? ["nothing was done"] : Array.Empty<string>()];
    }

    private async Task WorkAsync(string name)
    {
        using var truth = await ConnectAsync(_words[1]);
        var id = (await ServerLister.ReadAllAsync(truth, new ServerFilter(), NoLog.Instance, CancellationToken.None)).Single(s =>
            s.Name == name).Id;
        while (!_stop.IsCancellationRequested)
        {
            ComputeClient client;
            try
            {
                client = await ConnectAsync(_words[0] + "v3");
            }
            catch (NovaException)
            {
                Interlocked.Increment(ref _failures);
                continue;
            }

            Interlocked.Increment(ref _connections);
            using (client)
            {
                for (var n = 0; n < CyclesOfConnection && !_stop.IsCancellationRequested; n++)
                    await CycleAsync(client, truth, id);
                try
                {
                    await client.Tokens.RevokeAsync(NoLog.Instance, CancellationToken.None);
                }
                catch (NovaException)
                {
                    Interlocked.Increment(ref _failures);
                }
            }
        }
    }

    /// <summary>One start or stop, whichever the state allows, and whether what is said of it is true.</summary>
    private async Task CycleAsync(ComputeClient client, ComputeClient truth, string id)
    {
        var before = await ServerApi.GetAsync(truth, id, NoLog.Instance, CancellationToken.None);
        if (before.TaskState is not null)
        {
            await Task.Delay(20);
            return;
        }

        var action = before.Status == "ACTIVE" ? ServerAction.Stop : ServerAction.Start;
        var tracked = new TrackedOperation(id, Operation.Send(action, true) with { UserId = client.Tokens.Current.UserId });
        var log = new Lines();
        var (error, isAccepted) = await ActAsync(client, tracked, log);
        var after = await ServerApi.GetAsync(truth, id, NoLog.Instance, CancellationToken.None);
        if (error is null)
        {
            Interlocked.Increment(ref _successes);
            if (!action.IsTarget(after.Status))
                Say($"success of {action.Verb}, and the server is {after.Status}{log}");
        }
        else if (error is not NovaException nova || nova.ErrorId == NovaErrorId.NovaInternalError)
        {
            Say("a foreign exception: " + error + log);
        }
        else
        {
            Interlocked.Increment(ref _failures);
            if (nova.IsOutcomeUnknown)
                Interlocked.Increment(ref _unknown);
            else if (!isAccepted && (after.Status != before.Status || after.TaskState is not null))
                Say($"a definite failure of {action.Verb}, and the server is {after.Status}: {nova.Message}{log}");
        }
    }

    private static async Task<(Exception? Error, bool IsAccepted)> ActAsync(ComputeClient client, TrackedOperation tracked, Lines log)
    {
        try
        {
            var step = await OperationSender.RunAsync(client, tracked, log, CancellationToken.None);
            if (step is null)
            {
                var timeout = TimeSpan.FromSeconds(20);
                tracked.State = tracked.State with { Timeout = timeout, Deadline = client.Clock.Elapsed + timeout };
                var driver = new OperationDriver(client, new OperationIo(client, log),
                    new PollBackoff(client.Clock, TimeSpan.FromMilliseconds(20)), (_, s) => step = s, log);
                driver.Add(tracked);
                driver.Complete();
                await driver.RunAsync(CancellationToken.None);
            }

            return (step is FailedStep failed ? OperationErrors.Of(tracked, failed) : null, tracked.State.Sending == SendingState.Accepted);
        }
        catch (Exception e)
        {
            return (e, tracked.State.Sending == SendingState.Accepted);
        }
    }

    private async Task<ComputeClient> ConnectAsync(string authUrl)
    {
        var credential = new PasswordCredential(null, _words[2], DomainName.Parse("default"), SecureText.From(_words[3]));
        var connection = await Connector.LogInAsync(new ConnectRequest(KeystoneClient.ParseAuthUrl(authUrl), credential)
        {
            Scope = new ProjectScope(null, _words[4], DomainName.Parse("default")),
            RequestTimeout = TimeSpan.FromSeconds(10),
        }, SystemClock.Instance, NoLog.Instance, CancellationToken.None);
        return connection.Client!;
    }

    private void Say(string text)
    {
        lock (_wrong)
            _wrong.Add(text);
        Console.WriteLine("WRONG: " + text);
    }

    /// <summary>What was logged, for what is wrong.</summary>
    private sealed class Lines : IClientLog
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public bool IsTraced => true;

        public void Verbose(string message) => _lines.Enqueue(message);

        public void Trace(string message) => _lines.Enqueue(message);

        public override string ToString() => string.Concat(_lines.Select(l => "\n    " + l));
    }
}
