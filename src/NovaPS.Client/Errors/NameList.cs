using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>Formats names for a message: sorted, without duplicates, and limited in length.</summary>
internal static class NameList
{
    /// <summary>Returns "a, b, c", or "a, b and 498 more"; "none" if there are no names.</summary>
    public static string Of(IEnumerable<string?> names)
    {
        var all = names.Where(n => !string.IsNullOrEmpty(n)).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal)
            .ToList();
        return all.Count == 0 ? "none" : DisplayText.List(all!);
    }
}
