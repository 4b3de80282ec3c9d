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
        ComputeClient client, string name, bool isPattern, IClientLog observer, CancellationToken cancellation)
    {
        var matches = Matcher(name, isPattern);
        List<NovaServer> found;
        if (!_lists.TryGetValue(client, out var all))
        {
            _lists[client] = null;
            var filter = new ServerFilter { NameQuery = ServerFilter.ToNameQuery(name, isPattern), MatchesName = matches };
            found = await ServerLister.ReadAllAsync(client, filter, observer, cancellation).ConfigureAwait(false);
        }
        else
        {
            all ??= _lists[client] = await ServerLister.ReadAllAsync(client, new ServerFilter(), observer, cancellation).ConfigureAwait(false);
            found = all.FindAll(s => s.Name is not null && matches(s.Name));
        }

        if (isPattern || found.Count == 1)
            return found;
        if (found.Count == 0)
            throw new NovaException(NovaErrorId.NovaServerNotFound, NotFound(name));
        throw new NovaException(NovaErrorId.NovaServerNameAmbiguous,
            found.Count + " servers are named '" + name + "': " + string.Join(", ", found.Select(s => s.Id)) + ".");
    }

    /// <summary>Whether a name is meant: exactly, or by a pattern; with case.</summary>
    public static Func<string, bool> Matcher(string name, bool isPattern) =>
        isPattern ? new WildcardPattern(name, WildcardOptions.None).IsMatch : other => string.Equals(other, name, StringComparison.Ordinal);

    public static string NotFound(string name) => "There is no server named '" + name + "' in the project. Names are matched with case; * stands for any text.";
}
