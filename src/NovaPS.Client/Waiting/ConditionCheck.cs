using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>
/// Asks for the conditions of one server, from when it has its status until it leaves it. It runs beside the looks: a port that does not
/// answer holds up nobody else.
/// </summary>
internal sealed class ConditionCheck(ComputeClient client, IReadOnlyList<WaitCondition> conditions, IClientLog log)
{
    private readonly HashSet<WaitCondition> _met = [];
    private volatile WaitCondition? _unmet;
    private volatile string? _reason;

    /// <summary>The condition that does not hold, as far as is known.</summary>
    public WaitCondition? Unmet => _unmet;

    /// <summary>Why it does not.</summary>
    public string Reason => _reason ?? "there is no answer yet as to " + _unmet?.Name;

    /// <summary>The round that is under way, or was last: true when all hold.</summary>
    public Task<bool> Round { get; private set; } = Task.FromResult(false);

    /// <summary>Asks again for what did not hold. What held once is not asked again.</summary>
    public void Start(NovaServer server, CancellationToken cancellation) => Round = AskAsync(server, cancellation);

    private async Task<bool> AskAsync(NovaServer server, CancellationToken cancellation)
    {
        var asked = conditions.Where(c => !_met.Contains(c)).ToList();
        _unmet ??= asked[0];
        // All at once: one that can never be answered is not to hide behind one that does not hold yet.
        var reasons = await Task.WhenAll(asked.Select(c => AskAsync(c, server, cancellation))).ConfigureAwait(false);
        _met.UnionWith(asked.Where((_, i) => reasons[i] is null));
        var first = Array.FindIndex(reasons, r => r is not null);
        if (first >= 0)
            (_reason, _unmet) = (reasons[first], asked[first]);
        return first < 0;
    }

    /// <summary>Why it does not hold; null: it does.</summary>
    private async Task<string?> AskAsync(WaitCondition condition, NovaServer server, CancellationToken cancellation)
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
