using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>Formats names for a message.</summary>
internal static class NameList
{
    /// <summary>Returns "a, b, c", or "a, b and 498 more", sorted and without duplicates; "none" if there are no names.</summary>
    public static string Of(IEnumerable<string?> names)
    {
        var all = names.Where(n => !string.IsNullOrEmpty(n)).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal)
            .ToList();
        return all.Count == 0 ? "none" : DisplayText.List(all!);
    }

    /// <summary>Returns "a", "a or b", or "a, b or c".</summary>
    public static string Or(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count < 2 ? string.Concat(all) : string.Join(", ", all.Take(all.Count - 1)) + " or " + all[all.Count - 1];
    }
}
