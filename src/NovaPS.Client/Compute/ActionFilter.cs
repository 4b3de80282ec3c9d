using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace NovaPS.Client.Compute;

/// <summary>Selects records of actions. Everything that it needs is in a list of records, so that no record is read in vain.</summary>
internal sealed class ActionFilter
{
    /// <summary>The first microversion whose list of records can be filtered by time.</summary>
    private static readonly Microversion WithTimes = new(2, 58);

    /// <summary>The earliest start; null for all. Records have whole seconds, so the fraction is ignored.</summary>
    public DateTimeOffset? Since
    {
        get;
        init => field = value?.AddTicks(-(value.Value.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Whether an action's name is wanted.</summary>
    public Func<string, bool> IsWanted { get; init; } = _ => true;

    /// <summary>Whether only failed actions are wanted.</summary>
    public bool IsFailedOnly { get; init; }

    /// <summary>The id of the request; null for all.</summary>
    public string? RequestId { get; init; }

    /// <summary>The ids of the users; null for all.</summary>
    public IReadOnlyCollection<string>? UserIds { get; init; }

    /// <summary>
    /// Returns the query of a list, with its question mark, or "". A record changes when its action starts and later, so the changes since
    /// a time include all actions that started since then.
    /// </summary>
    public string ToQuery(Microversion? version) => Since is not { } since || !(version >= WithTimes)
        ? string.Empty : "?changes-since=" + Uri.EscapeDataString(since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture));

    /// <summary>Whether a record is wanted. The name is checked first, so that the caller knows which names exist.</summary>
    public bool Covers(NovaServerAction action) => IsWanted(action.Action)
        && (Since is null || action.StartTimeUtc >= Since)
        && (!IsFailedOnly || action.Result == "Error")
        && (RequestId is null || action.RequestId == RequestId)
        && (UserIds is null || (action.UserId is { } user && UserIds.Contains(user)));
}
