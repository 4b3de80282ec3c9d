using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Consoles;

/// <summary>Reads the console log of a server, once or until it is canceled.</summary>
/// <param name="client">The connection.</param>
/// <param name="id">The id of the server.</param>
/// <param name="log">Receives verbose messages and traces.</param>
internal sealed class ConsoleFollower(ComputeClient client, string id, IClientLog log)
{
    /// <summary>The number of lines that are read in each poll.</summary>
    public const int Window = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Returns the last lines of the log.</summary>
    /// <param name="tail">The number of lines; null for all.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<IEnumerable<string>> ReadAsync(int? tail, CancellationToken cancellation) =>
        ConsoleText.LastLines(await ReadTextAsync(tail, cancellation).ConfigureAwait(false), tail);

    /// <summary>Reads the log again and again, and passes on each new line.</summary>
    /// <param name="tail">The number of lines of the first read that are passed on; null for all.</param>
    /// <param name="write">Receives the lines, on another thread. The log is read again when the task has completed.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task FollowAsync(int? tail, Func<IReadOnlyList<string>, Task> write, CancellationToken cancellation)
    {
        var (console, isFirst) = (new ConsoleTail(), true);
        while (true)
        {
            try
            {
                var text = await ReadTextAsync(isFirst && tail is null ? null : Math.Max(Window, tail ?? 0), cancellation)
                    .ConfigureAwait(false);
                var lines = console.Add(text);
                if (console.HasGap)
                    log.Verbose("The console log of server " + id + " has no line in common with the previous read. Lines may be missing.");
                // The unfinished line, such as a prompt, is one of them, and follows later.
                if (isFirst && tail is { } wanted)
                {
                    var finished = text.EndsWith("\n", StringComparison.Ordinal) ? wanted : wanted - 1;
                    lines = lines.Skip(Math.Max(0, lines.Count - finished)).ToList();
                }

                isFirst = false;
                if (lines.Count > 0)
                    await write(lines).ConfigureAwait(false);
            }
            catch (NovaException e) when (e.ErrorId.IsTransient() || e.StatusCode == 409)
            {
                // 409: the server is not ready, for example while it is being rebuilt.
                log.Verbose("Reading the console log of server " + id + " failed and will be retried: " + e.Message);
            }

            await client.Clock.DelayAsync(Interval, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Nova counts the text after the last line break as a line, even if it is empty.</summary>
    private async Task<string> ReadTextAsync(int? lines, CancellationToken cancellation)
    {
        var text = new System.Text.StringBuilder();
        await ServerApi.ReadConsoleOutputAsync(client, id, lines + 1, part => text.Append(part), log, cancellation).ConfigureAwait(false);
        return text.ToString();
    }
}
