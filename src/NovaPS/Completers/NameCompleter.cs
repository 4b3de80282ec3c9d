using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Completers;

/// <summary>Completes an argument from a list of names.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Completion.Try(() => Names(fakeBoundParameters).ToList(), []));

    /// <summary>Returns the names. If it fails, there are no completions.</summary>
    /// <param name="given">The parameters that were typed so far.</param>
    private protected abstract IEnumerable<string> Names(IDictionary? given);
}
