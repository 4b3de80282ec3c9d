using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>
/// Runs one operation until its action is accepted or the operation ends: sends the request, and checks its outcome if the response
/// is lost.
/// </summary>
internal static class OperationSender
{
    /// <returns>The outcome; null if the action is accepted and an OperationDriver must follow it.</returns>
    /// <exception cref="NovaException">The error ends all work of the connection.</exception>
    public static async Task<Step?> RunAsync(ComputeClient client, TrackedOperation tracked, IClientLog log, CancellationToken cancellation)
    {
        var io = new OperationIo(client, log);
        Observation seen = new Tick(client.Clock.Elapsed);
        while (true)
        {
            var step = io.Advance(tracked, seen);
            if (step.IsOutcome)
                return step;
            if (tracked.State.Sending == SendingState.Accepted)
            {
                tracked.Pending = step;
                return null;
            }

            if (step is WaitStep { AtMost: { } pause })
            {
                // The responses of many servers may have been lost together.
                var jitter = client.Clock.Jitter(TimeSpan.FromTicks(pause.Ticks / 4));
                await client.Clock.DelayAsync(pause + jitter, cancellation).ConfigureAwait(false);
                seen = new Tick(client.Clock.Elapsed);
            }
            else
            {
                seen = await io.ExecuteAsync(tracked, step, cancellation).ConfigureAwait(false);
            }
        }
    }
}
