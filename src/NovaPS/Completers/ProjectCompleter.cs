using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Completers;

/// <summary>
/// Completes the projects that the user may connect to, as Keystone lists them for the user of an open connection
/// (to that cloud or that Keystone, where one is named). It logs in nowhere.
/// </summary>
public sealed class ProjectCompleter : IArgumentCompleter
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Completion.Try(() => Projects(fakeBoundParameters?["Cloud"] as string, fakeBoundParameters?["AuthUrl"] as string), []));

    private static List<string> Projects(string? cloud, string? authUrl)
    {
        // The newest is the default, as a rule.
        if (Completion.ConnectionsTo(cloud, authUrl).LastOrDefault(c => c.Client!.Tokens.Keystone is not null)?.Client!.Tokens is not { } tokens)
            return [];
        using var limit = new CancellationTokenSource(TimeLimit);
        // With the token as it is: a key press renews none.
        return Task.Run(() => tokens.Keystone!.ListProjectsAsync(tokens.Current.Value, NoLog.Instance, limit.Token), limit.Token).GetAwaiter().GetResult();
    }
}
