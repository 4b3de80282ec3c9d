using System.Collections;
using System.Collections.Generic;

namespace NovaPS.Completers;

/// <summary>Completes common conditions. Other ports and texts are accepted too.</summary>
public sealed class ConditionCompleter : NameCompleter
{
    private static readonly string[] Known = ["Tcp:22", "Tcp:80", "Tcp:443", "Tcp:3389", "Tcp:5986", "Console:login:"];

    private protected override IEnumerable<string> Names(IDictionary? given) => Known;
}
