using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>Checks the conditions of one server while it has its target status.</summary>
internal sealed class ConditionCheck(ComputeClient client, IReadOnlyList<WaitCondition> conditions, IClientLog log)
{
    private readonly HashSet<WaitCondition> _met = [];
    private volatile WaitCondition? _unmet;
    private volatile string? _reason;

    /// <summary>The first condition that is not met; null if none was checked yet.</summary>
    public WaitCondition? Unmet => _unmet;

    /// <summary>Why it is not met.</summary>
    public string Reason => _reason ?? "the check of " + _unmet?.Name + " has not completed";

    /// <summary>Checks the conditions that are not met yet, and returns whether all are met.</summary>
    /// <exception cref="NovaException">A condition cannot be checked.</exception>
    public async Task<bool> RunAsync(NovaServer server, CancellationToken cancellation)
    {
        var open = conditions.Where(c => !_met.Contains(c)).ToList();
        _unmet ??= open[0];
        // All conditions, so that one that can never be checked is reported even if an earlier one is not met yet.
        var reasons = await Task.WhenAll(open.Select(c => CheckAsync(c, server, cancellation))).ConfigureAwait(false);
        _met.UnionWith(open.Where((_, i) => reasons[i] is null));
        var first = Array.FindIndex(reasons, r => r is not null);
        if (first >= 0)
            (_reason, _unmet) = (reasons[first], open[first]);
        return first < 0;
    }

    /// <summary>Returns why a condition is not met; null if it is met.</summary>
    private async Task<string?> CheckAsync(WaitCondition condition, NovaServer server, CancellationToken cancellation)
    {
        try
        {
            return await condition.CheckAsync(client, server, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.ErrorId.IsTransient())
        {
            return e.Reason;
        }
        catch (NovaException)
        {
            _unmet = condition;
            throw;
        }
    }
}
