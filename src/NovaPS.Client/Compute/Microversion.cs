using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Compute;

/// <summary>
/// A version of the compute API, such as 2.93. The parts are compared as numbers: 2.100 is later than 2.93. No version, null, is neither
/// earlier nor later than another.
/// </summary>
internal sealed record Microversion(int Major, int Minor) : IComparable<Microversion>
{
    private static readonly Regex Form = new(@"^([1-9]\d{0,3})\.(0|[1-9]\d{0,5})$",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript);

    public static bool operator >=(Microversion? one, Microversion? other) => other is not null && one?.CompareTo(other) >= 0;

    public static bool operator <=(Microversion? one, Microversion? other) => other >= one;

    /// <summary>Parses a version; null if the text is not one.</summary>
    public static Microversion? Parse(string? text) =>
        Form.Match(text ?? string.Empty) is { Success: true } match ? new(Number(match.Groups[1]), Number(match.Groups[2])) : null;

    /// <inheritdoc/>
    public int CompareTo(Microversion? other) => other is null ? 1
        : Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}.{1}", Major, Minor);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
}
