using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Operations;

namespace NovaPS.Completers;

/// <summary>Completes the known statuses. Other statuses are accepted too.</summary>
public sealed class StatusCompleter : NameCompleter
{
    /// <summary>Whether the status is one that Nova uses.</summary>
    internal static bool IsKnown(string status) => ServerAction.KnownStatuses.Contains(status, StringComparer.OrdinalIgnoreCase);

    private protected override IEnumerable<string> Names(IDictionary? given) => ServerAction.KnownStatuses;
}
