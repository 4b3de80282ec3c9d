using System;
using System.Linq;

namespace NovaPS.Client.Operations;

/// <summary>The state of a server in one response.</summary>
/// <param name="Status">The status; null if not shown.</param>
/// <param name="TaskState">The task state; null if there is no task, or if it is not shown.</param>
/// <param name="IsTaskStateShown">Whether the row has OS-EXT-STS:task_state, which is an extension, and subject to policy on old
/// clouds.</param>
/// <param name="Updated">When the row last changed, on the clock of Nova's hosts, in whole seconds.</param>
internal sealed record ServerRow(string? Status, string? TaskState = null, bool IsTaskStateShown = true, DateTimeOffset? Updated = null)
{
    /// <summary>The vm_state; null if not shown.</summary>
    public string? VmState { get; init; }

    /// <summary>Whether it is locked; null if not shown (before microversion 2.9).</summary>
    public bool? Locked { get; init; }

    /// <summary>The object that was read from the response, for errors and for the output of a wait.</summary>
    public NovaServer? Server { get; init; }

    /// <summary>Whether a task is in progress. Some statuses show that even if task_state is not shown.</summary>
    public Judgment IsBusy => TaskState is not null || ServerAction.TransitionalStatuses.Contains(Status ?? string.Empty,
        StringComparer.OrdinalIgnoreCase)
        ? Judgment.Yes
        : IsTaskStateShown ? Judgment.No : Judgment.Unknown;

    public static ServerRow Of(NovaServer server) => new(server.Status, server.TaskState, server.IsTaskStateShown,
        server.UpdatedUtc)
    {
        VmState = server.VmState,
        Locked = server.Locked,
        Server = server,
    };

    public bool Is(string status) => string.Equals(Status, status, StringComparison.OrdinalIgnoreCase);
}
