using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Completers;

/// <summary>Completes the names of the open connections.</summary>
public sealed class ConnectionCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) => Completion.Connections().Select(c => c.Name);
}
