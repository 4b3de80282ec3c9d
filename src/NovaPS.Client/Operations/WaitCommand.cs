using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NovaPS.Client.Errors;
using NovaPS.Client.Waiting;

namespace NovaPS.Client.Operations;

/// <summary>Composes the command that waits again for an operation.</summary>
internal static class WaitCommand
{
    /// <summary>The default of -Timeout.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Returns the command, with a longer timeout than before.</summary>
    public static RemedyCommand Again(TrackedOperation tracked)
    {
        var arguments = Goal(tracked).Concat(Conditions(tracked.Conditions));
        if (tracked.State.Timeout is { } before && before >= DefaultTimeout)
            arguments = arguments.Append("-Timeout " + (2 * before.TotalSeconds).ToString("0", CultureInfo.InvariantCulture));
        return new("Wait-NovaServer", string.Join(" ", arguments));
    }

    /// <summary>Returns the command without a timeout, for a wait that was interrupted.</summary>
    /// <param name="tracked">The operation.</param>
    /// <param name="conditions">The conditions of the wait (-For).</param>
    public static RemedyCommand Resume(TrackedOperation tracked, IReadOnlyList<WaitCondition> conditions) =>
        new("Wait-NovaServer", string.Join(" ", [.. Goal(tracked), .. Conditions(conditions)]));

    /// <summary>Returns the arguments for conditions, quoted.</summary>
    public static IEnumerable<string> Conditions(IReadOnlyList<WaitCondition> conditions)
    {
        if (conditions.Count == 0)
            yield break;
        yield return "-For " + string.Join(", ", conditions.Select(c => c.Argument))
            + conditions.OfType<TcpCondition>().FirstOrDefault()?.Choice.Arguments;
    }

    /// <summary>The action by its request id; otherwise the status that it ends in, or that the user specified.</summary>
    private static IEnumerable<string> Goal(TrackedOperation tracked)
    {
        var state = tracked.State;
        if (state.Goal == OperationGoal.Gone)
            yield return "-Deleted";
        else if (state.Goal == OperationGoal.Status)
            yield return "-Status " + RemedyCommand.Quote(state.Status!.ToUpperInvariant());
        else if (state.RequestId is { } requestId)
            yield return "-RequestId " + RemedyCommand.Quote(requestId);
        else if (state.Action?.Proof == ActionProof.Gone)
            yield return "-Deleted";
        else if (state.Action?.Targets.Count == 1)
            yield return "-Status " + state.Action.Targets[0];
    }
}
