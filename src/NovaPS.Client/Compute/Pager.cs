using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Compute;

/// <summary>One page of a list, and the query of the next page.</summary>
internal sealed class Page<T>
{
    public List<T> Rows { get; } = [];

    /// <summary>
    /// The query of the next page, with its question mark; null for the last page. Lists of actions have pages from microversion 2.58 on.
    /// </summary>
    public string? Next { get; set; }

    /// <summary>The time of the response on the cloud's clock; null if unknown.</summary>
    public DateTimeOffset? Date { get; set; }
}

/// <summary>Reads all pages of a list.</summary>
internal static class Pager
{
    /// <summary>
    /// Returns the rows page by page, before the next page is requested. A row that changes meanwhile may be on two pages; the first one is
    /// used.
    /// </summary>
    /// <param name="query">The query of the first page, with its question mark, or "".</param>
    /// <param name="read">Requests a page.</param>
    /// <param name="key">Returns the key of a row.</param>
    /// <param name="take">Receives the new rows of a page. The next page is requested when it has completed.</param>
    /// <returns>The time of the first page on the cloud's clock; null if unknown. Later changes are not in the list.</returns>
    /// <exception cref="NovaException">NovaProtocolError: the list does not end.</exception>
    public static async Task<DateTimeOffset?> ReadAsync<T>(string query, Func<string, Task<Page<T>>> read, Func<T, string> key,
        Func<List<T>, Task> take)
    {
        var requested = new HashSet<int>();
        var seen = new KeySet();
        DateTimeOffset? date = null;
        var empty = 0;
        for (string? next = query; next is not null;)
        {
            var page = await read(next).ConfigureAwait(false);
            if (requested.Count == 0)
                date = page.Date;
            var rows = page.Rows;
            rows.RemoveAll(r => !seen.Add(key(r)));
            // The receiver may remove rows.
            var isEmpty = rows.Count == 0;
            await take(rows).ConfigureAwait(false);
            // The hashes of links are stored, because links may be long. A collision is harmless, because a page must also have no new
            // rows.
            var isNew = requested.Add(StringComparer.Ordinal.GetHashCode(next));
            empty = isEmpty ? empty + 1 : 0;
            next = page.Next;
            if (next is null)
                break;
            if (empty > 0 && (!isNew || requested.Contains(StringComparer.Ordinal.GetHashCode(next))))
                throw Endless("a page has a link to an earlier page");
            if (empty >= ResponseLimits.MaxEmptyPages)
                throw Endless(empty + " consecutive pages had no new rows");
            if (seen.Count >= ResponseLimits.MaxRows)
                throw Endless("it has more than " + ResponseLimits.MaxRows.ToString("N0", CultureInfo.InvariantCulture) + " rows");
        }

        return date;
    }

    /// <summary>Returns all rows.</summary>
    /// <exception cref="NovaException">NovaProtocolError: the list does not end.</exception>
    public static async Task<List<T>> ReadAllAsync<T>(string query, Func<string, Task<Page<T>>> read, Func<T, string> key)
    {
        var all = new List<T>();
        await ReadAsync(query, read, key, rows =>
        {
            all.AddRange(rows);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return all;
    }

    private static NovaException Endless(string why) => new(NovaErrorId.NovaProtocolError, "the list does not end: " + why);
}
