using System.Collections;
using System.Collections.Generic;
using NovaPS.Client.Operations;

namespace NovaPS.Completers;

/// <summary>Completes the actions as Nova's records name them. Any other is accepted as well.</summary>
public sealed class ActionRecordCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) => ServerAction.RecordNames;
}
