using System;
using System.Linq;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>
/// Reads the links of a page. A link that cannot be read is an error, so that an incomplete list is not treated as complete.
/// Source: api-guide "Paginated collections".
/// </summary>
internal static class PageLinks
{
    /// <summary>Reads the query of the link to the next page, with its question mark; null for none.</summary>
    /// <exception cref="JsonException">The links are not valid.</exception>
    public static string? ReadNext(JsonReader reader)
    {
        if (reader.TokenType == JsonToken.Null)
            return null;
        if (reader.TokenType != JsonToken.StartArray)
            throw new JsonReaderException("its links are not a list");
        string? next = null;
        reader.ReadElements(r =>
        {
            if (ReadLink(r) is { } query)
                next = next is null || next == query ? query : throw new JsonReaderException("it has two links to a next page");
        });
        return next;
    }

    private static string? ReadLink(JsonReader reader)
    {
        string? rel = null, href = null;
        if (reader.TokenType != JsonToken.StartObject)
            throw new JsonReaderException("a link is not an object");
        reader.ReadMembers((r, name) =>
        {
            if (name == "rel")
                rel = r.Text();
            else if (name == "href")
                href = r.Text();
        });
        if (rel is null)
            throw new JsonReaderException("a link has no rel");
        return string.Equals(rel, "next", StringComparison.OrdinalIgnoreCase) ? ReadQuery(href ?? string.Empty) : null;
    }

    /// <summary>
    /// Returns the query of a link, with its question mark. Only the query is used: behind a proxy, the link may have another host, to
    /// which the token must not be sent.
    /// </summary>
    /// <exception cref="JsonException">The link cannot be followed.</exception>
    public static string ReadQuery(string href)
    {
        var end = href.IndexOf('#');
        var link = end < 0 ? href : href.Substring(0, end);
        var mark = link.IndexOf('?');
        if (mark < 0 || mark == link.Length - 1 || link.Length > ResponseLimits.MaxLink || link.Any(c => c is <= ' ' or >= '\x7f'))
            throw new JsonReaderException("the link to the next page cannot be followed");
        return link.Substring(mark);
    }
}
