using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Operations;

namespace NovaPS.Completers;

/// <summary>Completes the statuses that Nova is known to use. Any other is accepted as well.</summary>
public sealed class StatusCompleter : NameCompleter
{
    /// <summary>Whether Nova is known to use it.</summary>
    internal static bool IsKnown(string status) => ServerAction.KnownStatuses.Contains(status, StringComparer.OrdinalIgnoreCase);

    private protected override IEnumerable<string> Names(IDictionary? given) => ServerAction.KnownStatuses;
}
