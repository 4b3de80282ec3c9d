using System.Collections;
using System.Collections.Generic;
using NovaPS.Client.Operations;

namespace NovaPS.Completers;

/// <summary>Completes the names of actions in Nova's records. Other names are accepted too.</summary>
public sealed class ActionRecordCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) => ServerAction.RecordNames;
}
