using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Errors;

/// <summary>Names in a message: sorted, each once, and no more than a person reads.</summary>
internal static class NameList
{
    /// <summary>"a, b, c", or "a, b and 498 more"; "none" if there is none.</summary>
    public static string Of(IEnumerable<string?> names)
    {
        var all = names.Where(n => !string.IsNullOrEmpty(n)).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal)
            .ToList();
        return all.Count == 0 ? "none" : DisplayText.List(all!);
    }
}
