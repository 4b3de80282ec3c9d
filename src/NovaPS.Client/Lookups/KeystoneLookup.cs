using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Lookups;

/// <summary>Finds users and projects of Keystone by name.</summary>
internal static class KeystoneLookup
{
    /// <summary>
    /// Finds the ids and names that an id, a name or a name with wildcards selects: at least one. An exact name is one query, because a
    /// large cloud has many users and projects; if it finds nothing, and for a pattern, all are listed.
    /// </summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name; or the user may not list them (403).</exception>
    public static async Task<List<KeyValuePair<string, string>>> FindAsync(KeystoneClient keystone, IdentityKind kind,
        NameChoice<KeyValuePair<string, string>> choice, string given, string token, IClientLog log, CancellationToken cancellation)
    {
        async Task<List<KeyValuePair<string, string>>> ListAsync(string? name) =>
            [.. await keystone.ListNamesAsync(kind, name, token, log, cancellation).ConfigureAwait(false)];
        var pattern = new NamePattern(given);
        if (!pattern.IsPattern)
        {
            var named = (await ListAsync(pattern.Name).ConfigureAwait(false))
                .FindAll(n => string.Equals(n.Value, pattern.Name, StringComparison.OrdinalIgnoreCase));
            if (named.Count > 0)
                return named;
        }

        var all = await ListAsync(null).ConfigureAwait(false);
        var found = choice.Select(all, given).ToList();
        return found.Count > 0 ? found : throw choice.NotFound(given, all);
    }
}
