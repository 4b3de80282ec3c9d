using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>The part of a query that says which page is wanted.</summary>
internal static class PageQuery
{
    /// <summary>limit must be digits, or Nova refuses the request.</summary>
    public static void CheckLimit(QueryString query)
    {
        foreach (var limit in query.All("limit"))
        {
            if (limit.Length == 0)
                throw ApiFault.InvalidParameter("limit", limit, "'' is too short");
            if (!limit.All(c => c is >= '0' and <= '9'))
                throw ApiFault.InvalidParameter("limit", limit, $"'{limit}' does not match '^[0-9]*$'");
        }
    }

    /// <summary>The most rows on a page: what the request says, but not more than Nova allows.</summary>
    public static int Limit(QueryString query, int maximum)
    {
        if (query.Last("limit") is not { } text)
            return maximum;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Min(limit, maximum) : maximum;
    }

    /// <summary>A full page has a link to the next one, also if that is empty.</summary>
    public static void NextLink<T>(
        PythonJson json, string name, NovaContext context, string path, IReadOnlyList<T> page, int limit, Func<T, string> marker)
    {
        if (limit == 0 || page.Count < limit)
            return;
        var query = context.Query.NextPage(marker(page[page.Count - 1]));
        json.Name(name).Array().Link("next", context.Self(path) + "?" + query).EndArray();
    }
}
