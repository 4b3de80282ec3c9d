using System;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>Reads one page of a list.</summary>
internal static class PageReader
{
    /// <summary>Reads the rows and the link to the next page.</summary>
    /// <param name="response">The response.</param>
    /// <param name="rows">The member with the rows.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="links">The member with the link, which the last page does not have.</param>
    /// <param name="readNext">Reads that member, and returns the query of the next page; null for none.</param>
    /// <exception cref="JsonException">There are no rows, or one of them is not valid.</exception>
    public static Page<T> Read<T>(ApiResponse response, string rows, Func<JsonReader, T> read, string links,
        Func<JsonReader, string?> readNext)
    {
        Page<T>? page = null;
        string? next = null;
        JsonReading.ReadBody(response.Body, (r, name) =>
        {
            if (name == rows && r.TokenType == JsonToken.StartArray)
            {
                page = new Page<T> { Date = response.Date };
                r.ReadElements(e => page.Rows.Add(read(e)));
            }
            else if (name == links)
            {
                next = readNext(r);
            }
        });
        if (page is null)
            throw new JsonReaderException("no " + rows);
        page.Next = next;
        return page;
    }
}
