using System;
using System.Collections.Generic;
using System.Threading.Tasks;

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
    /// <summary>Hands out the rows page by page: those of the first before the second page is requested.</summary>
    /// <param name="query">The query of the first page, with its question mark, or "".</param>
    /// <param name="read">Requests a page.</param>
    /// <param name="take">Takes the rows of a page; as long as it takes, nothing more is read.</param>
    /// <returns>The cloud's time of the first page (UTC): what changes later, changes after it. null: it does not say.</returns>
    public static async Task<DateTime?> ReadAsync<T>(string query, Func<string, Task<Page<T>>> read, Func<List<T>, Task> take)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        DateTime? date = null;
        for (string? next = query; next is not null;)
        {
            if (!asked.Add(next))
                throw new NovaException(NovaErrorId.NovaProtocolError,
                    "the list does not end: a page names an earlier page as the next one");
            var page = await read(next).ConfigureAwait(false);
            if (asked.Count == 1)
                date = page.Date;
            await take(page.Rows).ConfigureAwait(false);
            next = page.Next;
        }

        return date;
    }

    /// <summary>All rows at once.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(string query, Func<string, Task<Page<T>>> read)
    {
        var all = new List<T>();
        await ReadAsync(query, read, rows =>
        {
            all.AddRange(rows);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return all;
    }
}
