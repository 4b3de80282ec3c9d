using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client;

namespace NovaPS.Completers;

/// <summary>
/// Completes the projects that Keystone lists for the user of an open connection (to the cloud in -Cloud or the Keystone in -AuthUrl).
/// It does not log in.
/// </summary>
public sealed class ProjectCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) =>
        Projects(given?["Cloud"] as string, given?["AuthUrl"] as string);

    private static List<string> Projects(string? cloud, string? authUrl)
    {
        // The newest connection is usually the default.
        if (Completion.ConnectionsTo(cloud, authUrl).LastOrDefault(c =>
            c.Client!.Tokens.Keystone is not null)?.Client is not { Tokens: var tokens } client)
            return [];
        // Uses the current token, because completion must not renew it.
        return SlowLists.Read(client, typeof(ProjectCompleter), cancellation =>
            tokens.Keystone!.ListProjectsAsync(tokens.Current.Value, NoLog.Instance, cancellation));
    }
}
