using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Compute;

/// <summary>One page of a list, and how to ask for the next.</summary>
internal sealed class Page<T>
{
    public List<T> Rows { get; } = [];

    /// <summary>
    /// The query of the next page, with its question mark; null after the last. Pages of actions exist from microversion 2.58 on.
    /// </summary>
    public string? Next { get; set; }

    /// <summary>The cloud's time of the response (UTC); null where it does not say.</summary>
    public DateTime? Date { get; set; }
}

/// <summary>Reads all pages of a list.</summary>
internal static class Pager
{
    /// <summary>
    /// Hands out the rows page by page: those of the first before the second page is requested. A row that changes while pages are read
    /// may occur on two of them; the first one counts.
    /// </summary>
    /// <param name="query">The query of the first page, with its question mark, or "".</param>
    /// <param name="read">Requests a page.</param>
    /// <param name="key">What tells one row from another.</param>
    /// <param name="take">Takes the new rows of a page; as long as it takes, nothing more is read.</param>
    /// <returns>The cloud's time of the first page (UTC): what changes later, changes after it. null: it does not say.</returns>
    /// <exception cref="NovaException">NovaProtocolError: the list does not end.</exception>
    public static async Task<DateTime?> ReadAsync<T>(string query, Func<string, Task<Page<T>>> read, Func<T, string> key,
        Func<List<T>, Task> take)
    {
        var asked = new HashSet<int>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        DateTime? date = null;
        var empty = 0;
        for (string? next = query; next is not null;)
        {
            var page = await read(next).ConfigureAwait(false);
            if (asked.Count == 0)
                date = page.Date;
            var rows = page.Rows.FindAll(r => seen.Add(key(r)));
            await take(rows).ConfigureAwait(false);
            // By their hashes: links may be long. Two links of one hash are an earlier page only if the page has nothing new, too.
            var isNew = asked.Add(StringComparer.Ordinal.GetHashCode(next));
            empty = rows.Count > 0 ? 0 : empty + 1;
            next = page.Next;
            if (next is null)
                break;
            if (empty > 0 && (!isNew || asked.Contains(StringComparer.Ordinal.GetHashCode(next))))
                throw Endless("a page names an earlier page as the next one");
            if (empty >= ResponseLimits.MaxEmptyPages)
                throw Endless(empty + " pages in succession had nothing new");
            if (seen.Count >= ResponseLimits.MaxRows)
                throw Endless("it has more than " + ResponseLimits.MaxRows.ToString("N0", CultureInfo.InvariantCulture) + " rows");
        }

        return date;
    }

    /// <summary>All rows at once.</summary>
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
