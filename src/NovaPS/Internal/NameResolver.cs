using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Internal;

/// <summary>
/// Finds servers by name, for one command. The first name costs one query, the second lists the project once; from then on
/// names cost nothing. All names are matched here, with case: Nova's databases do not agree on it.
/// </summary>
internal sealed class NameResolver
{
    private readonly Dictionary<ComputeClient, List<NovaServer>?> _lists = [];

    /// <summary>The servers that a name means.</summary>
    /// <exception cref="NovaException">An exact name fits none (NovaServerNotFound), or several (NovaServerNameAmbiguous).</exception>
    public async Task<IReadOnlyList<NovaServer>> ResolveAsync(
        ComputeClient client, string name, bool isPattern, IClientLog log, CancellationToken cancellation)
    {
        List<NovaServer> found;
        if (!_lists.TryGetValue(client, out var all))
        {
            _lists[client] = null;
            found = await ServerLister.ReadAllAsync(client, Narrow(new ServerFilter(), name, isPattern), log, cancellation)
                .ConfigureAwait(false);
        }
        else
        {
            all ??= _lists[client] = await ServerLister.ReadAllAsync(client, new ServerFilter(), log, cancellation).ConfigureAwait(false);
            var matches = Matcher(name, isPattern);
            found = all.FindAll(s => s.Name is not null && matches(s.Name));
        }

        if (isPattern || found.Count == 1)
            return found;
        if (found.Count == 0)
            throw NotFound(name);
        throw new NovaException(NovaErrorId.NovaServerNameAmbiguous,
            "is the name of " + found.Count + " servers: " + string.Join(", ", found.Select(s => s.Id))) { Target = "'" + name + "'" };
    }

    /// <summary>Limits a list to the servers that the name means.</summary>
    public static ServerFilter Narrow(ServerFilter filter, string name, bool isPattern)
    {
        (filter.NameQuery, filter.MatchesName) = (ServerFilter.ToNameQuery(name, isPattern), Matcher(name, isPattern));
        return filter;
    }

    public static NovaException NotFound(string name) => new(NovaErrorId.NovaServerNotFound, "was not found in the project")
    {
        Target = "server '" + name + "'",
        Remedy = "Check the name: names are matched with case, and * stands for any text. Get-NovaServer lists the servers of the project.",
    };

    /// <summary>Whether a name is meant: exactly, or by a pattern; with case.</summary>
    private static Func<string, bool> Matcher(string name, bool isPattern) =>
        isPattern ? new WildcardPattern(name, WildcardOptions.None).IsMatch : other => string.Equals(other, name, StringComparison.Ordinal);
}
