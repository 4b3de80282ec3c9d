using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Lookups;

/// <summary>Selects rows of a list by an id, a name or a name with wildcards, and composes the errors if that fails.</summary>
/// <param name="noun">What a row is, such as flavor.</param>
/// <param name="parameter">The parameter for it, such as -Flavor.</param>
/// <param name="idOf">Returns the id of a row.</param>
/// <param name="nameOf">Returns the name of a row.</param>
/// <param name="remedy">How to list the rows.</param>
internal sealed class NameChoice<T>(string noun, string parameter, Func<T, string> idOf, Func<T, string?> nameOf, string remedy)
{
    /// <summary>Returns the rows that a text selects: the one with this id, otherwise those with this name, otherwise a pattern.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="given">The id or the name.</param>
    /// <param name="pattern">The name with wildcards, or escaped if it cannot have any; null for the same text.</param>
    public IEnumerable<T> Select(IReadOnlyList<T> rows, string given, string? pattern = null)
    {
        var byId = rows.Where(r => string.Equals(idOf(r), given, StringComparison.OrdinalIgnoreCase)).ToList();
        return byId.Count > 0 ? byId : new NamePattern(pattern ?? given).Select(rows, nameOf).Found;
    }

    /// <summary>Finds the rows that a text selects: at least one.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name.</exception>
    public async Task<List<T>> SelectAsync(CachedList<T> list, string given, IClientLog log, CancellationToken cancellation,
        TimeSpan? since = null)
    {
        var (found, all) = await list.FindAsync(rows => Select(rows, given), log, cancellation, since).ConfigureAwait(false);
        return found.Count > 0 ? found : throw NotFound(given, all);
    }

    /// <summary>Finds the one row with an id or a name, which cannot have wildcards.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name; or NovaResourceNameAmbiguous with the ids.</exception>
    public async Task<T> FindAsync(CachedList<T> list, string given, IClientLog log, CancellationToken cancellation)
    {
        var name = NamePattern.Escape(given);
        var (found, all) = await list.FindAsync(rows => Select(rows, given, name), log, cancellation).ConfigureAwait(false);
        return Single(found, all, given);
    }

    /// <summary>Returns the row, if there is exactly one.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, or NovaResourceNameAmbiguous with the ids.</exception>
    public T Single(IReadOnlyList<T> found, IReadOnlyList<T> all, string given)
    {
        if (found.Count == 1)
            return found[0];
        if (found.Count == 0)
            throw NotFound(given, all);
        throw new NovaException(NovaErrorId.NovaResourceNameAmbiguous, "is the name of " + found.Count + " " + noun + "s: "
            + DisplayText.List(found.Select(idOf)))
        {
            Target = "'" + given + "'",
            Remedy = "Specify the id of the " + noun + ".",
        };
    }

    /// <summary>Creates the error for a text that selects nothing.</summary>
    /// <param name="given">The text.</param>
    /// <param name="all">All rows, of which the nearest is suggested.</param>
    public NovaException NotFound(string given, IReadOnlyList<T> all) => new(NovaErrorId.NovaResourceNotFound, "was not found")
    {
        Target = noun + " '" + given + "'",
        Remedy = NearestName.Remedy(given, all.Select(nameOf), parameter, remedy),
    };
}
