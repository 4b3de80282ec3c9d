using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>
/// Completes an argument from a list of the cloud, through -Connection or the default connection. Without a connection, or if the cloud is
/// slow, there are no completions.
/// </summary>
/// <typeparam name="T">The type of a row.</typeparam>
public abstract class DirectoryCompleter<T> : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Completion.Try(() => Completion.Read<T>(GetType(), fakeBoundParameters, commandAst, ReadAsync), []),
            row => NameOf(row) ?? string.Empty, Describe, row => NamePattern.Escape(NameOf(row)!));

    /// <summary>Reads the list.</summary>
    private protected abstract Task<IReadOnlyList<T>> ReadAsync(ComputeClient client, CancellationToken cancellation);

    /// <summary>Returns the name of a row; null if it has none. A row that is a string is a name.</summary>
    private protected virtual string? NameOf(T row) => row as string;

    /// <summary>Returns the tooltip.</summary>
    private protected virtual string Describe(T row) => NameOf(row)!;
}
