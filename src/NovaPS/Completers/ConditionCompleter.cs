using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Completers;

/// <summary>Completes what servers are often waited for. Any other port or text is accepted as well.</summary>
public sealed class ConditionCompleter : IArgumentCompleter
{
    private static readonly string[] Known = ["Tcp:22", "Tcp:80", "Tcp:443", "Tcp:3389", "Tcp:5986", "Console:login:"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Known);
}
