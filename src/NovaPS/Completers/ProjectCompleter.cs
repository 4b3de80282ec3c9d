using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client;

namespace NovaPS.Completers;

/// <summary>
/// Completes the projects that the user may connect to, as Keystone lists them for the user of an open connection
/// (to that cloud or that Keystone, where one is named). It logs in nowhere.
/// </summary>
public sealed class ProjectCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) =>
        Projects(given?["Cloud"] as string, given?["AuthUrl"] as string);

    private static List<string> Projects(string? cloud, string? authUrl)
    {
        // The newest is the default, as a rule.
        if (Completion.ConnectionsTo(cloud, authUrl).LastOrDefault(c =>
            c.Client!.Tokens.Keystone is not null)?.Client!.Tokens is not { } tokens)
            return [];
        // With the token as it is: a key press renews none.
        return Completion.Wait(cancellation => tokens.Keystone!.ListProjectsAsync(tokens.Current.Value, NoLog.Instance, cancellation));
    }
}
