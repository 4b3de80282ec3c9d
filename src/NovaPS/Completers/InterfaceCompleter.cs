using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Completers;

/// <summary>Completes the interfaces of a catalog.</summary>
public sealed class InterfaceCompleter : IArgumentCompleter
{
    internal static readonly string[] Known = ["admin", "internal", "public"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Known);
}
