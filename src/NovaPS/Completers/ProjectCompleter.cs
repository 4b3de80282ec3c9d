using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Commands;

/// <summary>
/// Completes the projects that the user may connect to, as Keystone lists them for the user of an open connection
/// (to that cloud or that Keystone, where one is named). It logs in nowhere.
/// </summary>
public sealed class ProjectCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Completion.Try(() => Projects(fakeBoundParameters?["Cloud"] as string, fakeBoundParameters?["AuthUrl"] as string), []));

    private static List<string> Projects(string? cloud, string? authUrl)
    {
        var keystone = authUrl is null ? null : KeystoneClient.ParseAuthUrl(authUrl);
        var connection = Completion.Connections().OrderByDescending(c => c.IsDefault).FirstOrDefault(c => c.Client!.Tokens.Keystone is { } own
            && (cloud is null || c.Name == cloud) && (keystone is null || own.AuthUrl == keystone));
        if (connection is null)
            return [];
        using var limit = new CancellationTokenSource(Patience);
        var tokens = connection.Client!.Tokens;
        return Task.Run(async () => await tokens.Keystone!.ListProjectsAsync(
            await tokens.GetAsync(NoObserver.Instance, limit.Token).ConfigureAwait(false), NoObserver.Instance, limit.Token).ConfigureAwait(false), limit.Token).GetAwaiter().GetResult();
    }
}
