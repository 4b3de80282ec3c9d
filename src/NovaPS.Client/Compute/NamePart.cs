using System;
using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>The kind of a part of a name.</summary>
internal enum NamePartKind
{
    /// <summary>A literal character.</summary>
    Character,

    /// <summary>Any one character.</summary>
    One,

    /// <summary>Any number of characters.</summary>
    Any,

    /// <summary>One character of a set.</summary>
    Set,
}

/// <summary>A part of a name: a character, or a wildcard.</summary>
/// <param name="kind">The kind of the part.</param>
/// <param name="text">The character (two UTF-16 units outside the basic plane), or the ranges of the set in pairs.</param>
/// <param name="isEscaped">Whether a character was escaped with a backtick.</param>
internal sealed class NamePart(NamePartKind kind, string text, bool isEscaped = false)
{
    /// <summary>The special characters, which a backtick escapes.</summary>
    public const string Special = "*?[]`";

    public NamePartKind Kind { get; } = kind;

    public string Text { get; } = text;

    public bool IsEscaped { get; } = isEscaped;

    /// <summary>Returns the characters of a text as literals.</summary>
    public static List<NamePart> Literals(string text)
    {
        var parts = new List<NamePart>();
        for (var i = 0; i < text.Length; i += LengthAt(text, i))
            parts.Add(Character(text, i));
        return parts;
    }

    /// <summary>Parses a text that may have wildcards.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasSets">Whether brackets are sets.</param>
    public static List<NamePart> Parse(string text, bool hasSets)
    {
        var parts = new List<NamePart>();
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '`' && i + 1 < text.Length && Special.IndexOf(text[i + 1]) >= 0)
            {
                parts.Add(new NamePart(NamePartKind.Character, text.Substring(i + 1, 1), isEscaped: true));
                i += 2;
            }
            else if (c is '*' or '?')
            {
                parts.Add(new NamePart(c == '*' ? NamePartKind.Any : NamePartKind.One, string.Empty));
                i++;
            }
            else if (c == '[' && hasSets && ReadSet(text, i) is { } set)
            {
                parts.Add(new NamePart(NamePartKind.Set, set.Ranges));
                i = set.End;
            }
            else
            {
                parts.Add(Character(text, i));
                i += LengthAt(text, i);
            }
        }

        return parts;
    }

    /// <summary>Whether the parts match a name, ignoring case. The time is at most proportional to the product of both lengths.</summary>
    public static bool Match(List<NamePart> parts, string name)
    {
        int part = 0, at = 0, lastAny = -1, retry = 0;
        while (at < name.Length)
        {
            if (part < parts.Count && parts[part].Kind == NamePartKind.Any)
            {
                (lastAny, retry) = (part++, at);
            }
            else if (part < parts.Count && parts[part].Matches(name, at))
            {
                part++;
                at += LengthAt(name, at);
            }
            else if (lastAny >= 0)
            {
                retry += LengthAt(name, retry);
                (part, at) = (lastAny + 1, retry);
            }
            else
            {
                return false;
            }
        }

        while (part < parts.Count && parts[part].Kind == NamePartKind.Any)
            part++;
        return part == parts.Count;
    }

    private static NamePart Character(string text, int at) => new(NamePartKind.Character, text.Substring(at, LengthAt(text, at)));

    /// <summary>Returns the number of UTF-16 units of a character.</summary>
    private static int LengthAt(string text, int at) => char.IsSurrogatePair(text, at) ? 2 : 1;

    /// <summary>
    /// Reads the set that begins at a bracket; null if it has no end. A closing bracket that is first, or escaped, is a member of the set.
    /// </summary>
    private static (string Ranges, int End)? ReadSet(string text, int start)
    {
        var members = new List<(char Character, bool IsEscaped)>();
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == ']' && members.Count > 0)
                return (Ranges(members), i + 1);
            var isEscaped = text[i] == '`' && i + 1 < text.Length;
            members.Add((text[isEscaped ? ++i : i], isEscaped));
        }

        return null;
    }

    /// <summary>Returns the ranges of a set as pairs of their first and last characters.</summary>
    private static string Ranges(List<(char Character, bool IsEscaped)> members)
    {
        var ranges = string.Empty;
        for (var i = 0; i < members.Count; i++)
        {
            var isRange = i + 2 < members.Count && members[i + 1] is { Character: '-', IsEscaped: false }
                && members[i].Character <= members[i + 2].Character;
            ranges += members[i].Character.ToString() + members[isRange ? i + 2 : i].Character;
            i += isRange ? 2 : 0;
        }

        return ranges;
    }

    /// <summary>Whether it matches the character at a position. For each row of a list, it is called for each character.</summary>
    private bool Matches(string text, int at) => Kind switch
    {
        NamePartKind.One => true,
        NamePartKind.Set => LengthAt(text, at) == 1
            && (IsInSet(char.ToUpperInvariant(text[at])) || IsInSet(char.ToLowerInvariant(text[at]))),
        _ => Text.Length == LengthAt(text, at) && string.Compare(Text, 0, text, at, Text.Length, StringComparison.OrdinalIgnoreCase) == 0,
    };

    private bool IsInSet(char c)
    {
        for (var i = 0; i < Text.Length; i += 2)
        {
            if (c >= Text[i] && c <= Text[i + 1])
                return true;
        }

        return false;
    }
}
