using System.Collections;
using System.Collections.Generic;

namespace NovaPS.Completers;

/// <summary>Completes the interfaces in a catalog.</summary>
public sealed class InterfaceCompleter : NameCompleter
{
    internal static readonly string[] Known = ["admin", "internal", "public"];

    private protected override IEnumerable<string> Names(IDictionary? given) => Known;
}
