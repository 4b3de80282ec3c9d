using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Completers;

/// <summary>Completes the clouds of clouds.yaml and secure.yaml.</summary>
public sealed class CloudCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Completion.Try(() => Completion.ReadFiles().Names, []));
}
