using System.Collections;
using System.Collections.Generic;

namespace NovaPS.Completers;

/// <summary>Completes the clouds in clouds.yaml and secure.yaml.</summary>
public sealed class CloudCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) => Completion.ReadFiles().Names;
}
