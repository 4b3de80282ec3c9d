using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace NovaPS.Client.Compute;

/// <summary>
/// The name or pattern of a server or a connection. A text that equals a name selects that name; otherwise it is a pattern, with <c>*</c>,
/// <c>?</c> and sets such as <c>[a-z]</c>. A backtick escapes these characters and itself; an unmatched bracket is a literal. Comparisons
/// ignore case, but an exact match takes precedence.
/// </summary>
/// <remarks>One parser for the query to Nova and for the local match, so that the query returns all local matches.</remarks>
internal sealed class NamePattern
{
    private readonly List<NamePart> _parts;
    private readonly StringComparison _comparison;

    /// <summary>Parses a name or pattern.</summary>
    /// <param name="text">The name or pattern.</param>
    /// <param name="isData">Whether it is data, such as a cell of a CSV file, which is never a pattern.</param>
    /// <param name="isStrict">Whether exact names are case-sensitive, and brackets are literals.</param>
    public NamePattern(string text, bool isData = false, bool isStrict = false)
    {
        (Text, IsData) = (text, isData);
        _comparison = isStrict ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _parts = isData ? NamePart.Literals(text) : NamePart.Parse(text, hasSets: !isStrict);
        IsPattern = _parts.Exists(p => p.Kind != NamePartKind.Character);
        Name = IsPattern ? text : string.Concat(_parts.Select(p => p.Text));
    }

    /// <summary>The name or pattern as the user specified it.</summary>
    public string Text { get; }

    /// <summary>The name without escapes; a pattern unchanged.</summary>
    public string Name { get; }

    /// <summary>Whether it has wildcards, so that it can match several names.</summary>
    public bool IsPattern { get; }

    /// <summary>Whether it has a set.</summary>
    public bool HasSet => _parts.Exists(p => p.Kind == NamePartKind.Set);

    /// <summary>Whether it is data, which is never a pattern.</summary>
    public bool IsData { get; }

    /// <summary>Escapes a name, so that it matches only itself.</summary>
    public static string Escape(string name) =>
        string.Concat(name.Select(c => NamePart.Special.IndexOf(c) < 0 ? c.ToString() : "`" + c));

    /// <summary>Whether it can select a name: as it is, unescaped, or as a pattern.</summary>
    public bool Covers(string name) => IsName(name) || (IsPattern && NamePart.Match(_parts, name));

    /// <summary>
    /// Selects the matching elements: those with exactly this name; otherwise those with the name in another case; otherwise those that
    /// match the pattern.
    /// </summary>
    /// <param name="all">The elements.</param>
    /// <param name="nameOf">Returns the name of an element.</param>
    public NameMatch<T> Select<T>(IReadOnlyCollection<T> all, Func<T, string?> nameOf)
    {
        foreach (var comparison in new[] { StringComparison.Ordinal, _comparison })
        {
            foreach (var name in new[] { Text, Name }.Distinct())
            {
                var same = all.Where(one => string.Equals(nameOf(one), name, comparison)).ToList();
                if (same.Count > 0)
                    return new NameMatch<T>(same, IsByPattern: false);
            }
        }

        return new NameMatch<T>(all.Where(one => IsPattern && nameOf(one) is { } name && NamePart.Match(_parts, name)).ToList(), IsPattern)
        {
            InAnotherCase = all.FirstOrDefault(one => nameOf(one) is { } name && IsName(name)),
        };
    }

    /// <summary>
    /// Returns an anchored regular expression for Nova's filter, which matches at least every name that this pattern can select, in the
    /// dialects of all databases. Nova passes it to REGEXP or ~, and escapes | in it.
    /// </summary>
    public string ToQuery()
    {
        var query = new StringBuilder("^");
        // Consecutive wildcards are merged, because .+.+ is slow in the database for names that do not match.
        var (isOpen, atLeastOne, single) = (false, false, 0);
        void Close()
        {
            query.Append(isOpen ? atLeastOne || single > 0 ? ".+" : ".*" : new string('.', single));
            (isOpen, atLeastOne, single) = (false, false, 0);
        }

        foreach (var part in _parts)
        {
            switch (part.Kind)
            {
                case NamePartKind.Any:
                    isOpen = true;
                    break;
                case NamePartKind.One:
                    single++;
                    break;
                case NamePartKind.Set:
                case NamePartKind.Character when part.Text[0] > 126:
                    // Databases differ in the case of other letters, and in how many characters such a letter has.
                    (isOpen, atLeastOne) = (true, true);
                    break;
                case NamePartKind.Character when part.IsEscaped:
                    // The name may contain the backtick literally.
                    Close();
                    query.Append("`?").Append(Literal(part.Text[0]));
                    break;
                default:
                    if (Literal(part.Text[0]) is { } literal)
                    {
                        Close();
                        query.Append(literal);
                    }
                    else
                    {
                        single++;
                    }

                    break;
            }
        }

        Close();
        return query.Append('$').ToString();
    }

    /// <summary>The name or pattern as the user specified it.</summary>
    public override string ToString() => Text;

    /// <summary>Returns one ASCII character as a regular expression; null if any character must be matched instead.</summary>
    private static string? Literal(char c) => c switch
    {
        >= 'A' and <= 'Z' or >= 'a' and <= 'z' => "[" + char.ToUpperInvariant(c) + char.ToLowerInvariant(c) + "]",
        >= '0' and <= '9' or '-' or '_' or ' ' => c.ToString(),
        '.' or '^' or '$' or '(' or ')' or '+' or '\\' or '*' or '?' or '[' or ']' or '{' or '}' => "\\" + c,
        _ => null,
    };

    private bool IsName(string name) =>
        string.Equals(name, Text, StringComparison.OrdinalIgnoreCase) || string.Equals(name, Name, StringComparison.OrdinalIgnoreCase);
}
