using System.Collections;
using System.Collections.Generic;
using NovaPS.Client.Operations;

namespace NovaPS.Completers;

/// <summary>Completes the known statuses. Other statuses are accepted too.</summary>
public sealed class StatusCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) => ServerAction.KnownStatuses;
}
