using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Compute;

/// <summary>A version of the compute API, such as 2.93. The parts are compared as numbers: 2.100 is later than 2.93.</summary>
internal readonly struct Microversion(int major, int minor) : IComparable<Microversion>, IEquatable<Microversion>
{
    private static readonly Regex Form = new(@"^([1-9]\d{0,3})\.(0|[1-9]\d{0,5})$",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript);

    public int Major { get; } = major;

    public int Minor { get; } = minor;

    public static bool TryParse(string? text, out Microversion version)
    {
        var match = Form.Match(text ?? string.Empty);
        version = match.Success ? new Microversion(Number(match.Groups[1]), Number(match.Groups[2])) : default;
        return match.Success;
    }

    public int CompareTo(Microversion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public bool Equals(Microversion other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Microversion other && Equals(other);

    public override int GetHashCode() => (Major * 10007) + Minor;

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}.{1}", Major, Minor);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
}
