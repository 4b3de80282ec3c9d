using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NovaPS.Simulator.Nova;

/// <summary>A version of the compute API, such as 2.93.</summary>
internal readonly struct RequestMicroversion(int major, int minor) : IComparable<RequestMicroversion>
{
    public static readonly RequestMicroversion Minimum = new(2, 1);
    private static readonly Regex Form = new(@"^([1-9][0-9]{0,8})\.([1-9][0-9]{0,8}|0)$", RegexOptions.CultureInvariant);

    private readonly int _major = major;
    private readonly int _minor = minor;

    /// <summary>Whether this is 2.<paramref name="minor"/> or newer.</summary>
    public bool AtLeast(int minor) => CompareTo(new RequestMicroversion(2, minor)) >= 0;

    public int CompareTo(RequestMicroversion other) =>
        _major != other._major ? _major.CompareTo(other._major) : _minor.CompareTo(other._minor);

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}.{1}", _major, _minor);

    public static bool TryParse(string text, out RequestMicroversion version)
    {
        var match = Form.Match(text);
        version = match.Success ? new RequestMicroversion(Number(match.Groups[1]), Number(match.Groups[2])) : default;
        return match.Success;
    }

    /// <summary>Returns the version in the headers; null for none. The standard header takes precedence over the older one.</summary>
    public static string? Requested(NovaSimulatorRequest request)
    {
        // "volume 3.50, compute 2.90" is allowed; the last one for compute applies.
        var parts = (request.Header("OpenStack-API-Version") ?? "").Split(',');
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            var words = parts[i].Trim().Split([' '], 2);
            if (words.Length == 2 && string.Equals(words[0], "compute", StringComparison.OrdinalIgnoreCase))
                return words[1].Trim();
        }

        var older = request.Header("X-OpenStack-Nova-API-Version");
        return older is null or "" ? null : older.Trim();
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
}
