using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>The paging parameters of a query.</summary>
internal static class PageQuery
{
    /// <summary>Refuses a limit that contains anything but digits.</summary>
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

    /// <summary>The maximum number of rows on a page: limit, but not more than max_limit.</summary>
    public static int Limit(QueryString query, int maximum)
    {
        if (query.Last("limit") is not { } text)
            return maximum;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Min(limit, maximum) : maximum;
    }

    /// <summary>Returns the link to the next page, which a full page always has, even if the next page is empty.</summary>
    public static void NextLink<T>(
        PythonJson json, string name, NovaContext context, string path, IReadOnlyList<T> page, int limit, Func<T, string> marker)
    {
        if (limit == 0 || page.Count < limit)
            return;
        var query = context.Query.NextPage(marker(page[page.Count - 1]));
        json.Name(name).Array().Link("next", context.Self(path) + "?" + query).EndArray();
    }
}
