using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>Checks the conditions of one server, from when it has its status until it leaves it.</summary>
internal sealed class ConditionCheck(ComputeClient client, IReadOnlyList<WaitCondition> conditions, IClientLog log)
{
    private readonly HashSet<WaitCondition> _met = [];
    private volatile WaitCondition? _unmet;
    private volatile string? _reason;

    public IReadOnlyList<WaitCondition> Conditions { get; } = conditions;

    /// <summary>The condition that does not hold, as far as is known.</summary>
    public WaitCondition? Unmet => _unmet;

    /// <summary>Why it does not.</summary>
    public string Reason => _reason ?? "there is no response yet for " + _unmet?.Name;

    /// <summary>Checks again what did not hold. What held once is not checked again.</summary>
    /// <exception cref="NovaException">Whether a condition holds cannot be found out.</exception>
    public async Task<bool> RunAsync(NovaServer server, CancellationToken cancellation)
    {
        var open = Conditions.Where(c => !_met.Contains(c)).ToList();
        _unmet ??= open[0];
        // All at once: one that can never be checked is not to hide behind one that does not hold yet.
        var reasons = await Task.WhenAll(open.Select(c => CheckAsync(c, server, cancellation))).ConfigureAwait(false);
        _met.UnionWith(open.Where((_, i) => reasons[i] is null));
        var first = Array.FindIndex(reasons, r => r is not null);
        if (first >= 0)
            (_reason, _unmet) = (reasons[first], open[first]);
        return first < 0;
    }

    /// <summary>Why it does not hold; null: it does.</summary>
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
