using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace NovaPS.Client.Compute;

/// <summary>
/// A name as it was given: of a server, or of a connection. A text that equals a name is that name; only then is it a pattern, with
/// <c>*</c>, <c>?</c> and sets such as <c>[a-z]</c>. A backtick before one of these, or before a backtick, makes it an ordinary
/// character; a bracket without its counterpart is one. Names are compared without case, and the exact spelling comes first.
/// </summary>
/// <remarks>One parser for what Nova is asked for and for what is matched here, so that the one contains the other.</remarks>
internal sealed class NamePattern
{
    private readonly List<NamePart> _parts;
    private readonly StringComparison _comparison;

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name as it was given.</param>
    /// <param name="isData">Whether it is data, such as a cell of a CSV file: a name, and never a pattern.</param>
    /// <param name="isStrict">Whether case matters for an exact name, and sets are ordinary characters.</param>
    public NamePattern(string text, bool isData = false, bool isStrict = false)
    {
        (Text, IsData) = (text, isData);
        _comparison = isStrict ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        _parts = isData ? NamePart.Literals(text) : NamePart.Parse(text, hasSets: !isStrict);
        IsPattern = _parts.Exists(p => p.Kind != NamePartKind.Character);
        Name = IsPattern ? text : string.Concat(_parts.Select(p => p.Text));
    }

    /// <summary>The name as it was given.</summary>
    public string Text { get; }

    /// <summary>The name without the backticks that only escape; a pattern as it was given.</summary>
    public string Name { get; }

    /// <summary>Whether it has wildcards, and so can mean several names.</summary>
    public bool IsPattern { get; }

    /// <summary>Whether it has a set in brackets.</summary>
    public bool HasSet => _parts.Exists(p => p.Kind == NamePartKind.Set);

    /// <summary>Whether it is data, and never a pattern.</summary>
    public bool IsData { get; }

    /// <summary>A text that means the name and nothing else.</summary>
    public static string Escape(string name) =>
        string.Concat(name.Select(c => NamePart.Special.IndexOf(c) < 0 ? c.ToString() : "`" + c));

    /// <summary>What the names mean that it can fit: by itself, unescaped, or as a pattern.</summary>
    public bool Covers(string name) => IsName(name) || (IsPattern && NamePart.Match(_parts, name));

    /// <summary>
    /// What is meant of all that there is: what has exactly this name; else what has it in another case; else, of a pattern, what it fits.
    /// </summary>
    /// <param name="all">Everything with a name.</param>
    /// <param name="nameOf">The name of one.</param>
    public NameMatch<T> Select<T>(IReadOnlyCollection<T> all, Func<T, string?> nameOf)
    {
        foreach (var comparison in new[] { StringComparison.Ordinal, _comparison })
        {
            foreach (var name in new[] { Text, Name }.Distinct())
            {
                var same = all.Where(one => string.Equals(nameOf(one), name, comparison)).ToList();
                if (same.Count > 0)
                    return new NameMatch<T>(same, isByPattern: false);
            }
        }

        return new NameMatch<T>(all.Where(one => IsPattern && nameOf(one) is { } name && NamePart.Match(_parts, name)).ToList(), IsPattern)
        {
            InAnotherCase = all.FirstOrDefault(one => nameOf(one) is { } name && IsName(name)),
        };
    }

    /// <summary>
    /// A regular expression for Nova's filter: anchored, and fit by every name that this one can mean, for each of the databases' dialects.
    /// Nova hands it to REGEXP or ~, and escapes | in it.
    /// </summary>
    public string ToQuery()
    {
        var query = new StringBuilder("^");
        // .+ beside .+ makes a name that does not fit expensive for the database, so a run of them is one.
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
                    // Databases do not agree on the case of other letters, nor on how many characters one of them is.
                    (isOpen, atLeastOne) = (true, true);
                    break;
                case NamePartKind.Character when part.IsEscaped:
                    // The text by itself may be a name, with its backtick.
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

    /// <summary>The name or the pattern, as it was given.</summary>
    public override string ToString() => Text;

    /// <summary>One ASCII character in a regular expression; null: any character stands for it.</summary>
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
