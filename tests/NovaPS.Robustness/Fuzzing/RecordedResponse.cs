using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>A response that a real Keystone or Nova gave, from tests/NovaPS.Simulator.Tests/Conformance/recorded.txt.</summary>
/// <param name="Name">The name in that file.</param>
/// <param name="Line">Method and path of the request.</param>
/// <param name="Response">The response, with values for the {names} of the file.</param>
internal sealed record RecordedResponse(string Name, string Line, WireResponse Response)
{
    public const string Server = "0199340e-0f3e-4612-96be-6f1861b192b5";
    public const string Project = "b72dc11461c84102b97576ae24d2b88c";
    public const string Token = "gAAAAABfuzzedTokenWxYz0123456789abcdefghijKLMNOPQRS";

    private static readonly Dictionary<string, string> Names = new()
    {
        ["server"] = Server, ["error"] = Server, ["name"] = "web1", ["project"] = Project, ["hex"] = Project, ["token"] = Token,
        ["uuid"] = "0199340e-0f3e-4612-96be-6f1861b192b6", ["time"] = "2026-01-01T00:00:00", ["hostId"] = new string('a', 56),
        ["date"] = "Thu, 01 Jan 2026 00:00:00 GMT", ["host"] = "http://127.0.0.1:8774",
        ["request"] = "req-0199340e-0f3e-4612-96be-6f1861b192b7",
    };

    public static IReadOnlyList<RecordedResponse> ReadAll()
    {
        using var reader = new StreamReader(typeof(RecordedResponse).Assembly.GetManifestResourceStream("recorded.txt")!);
        return [.. Regex.Split(reader.ReadToEnd(), "^### ", RegexOptions.Multiline).Skip(1).Select(Parse)];
    }

    private static RecordedResponse Parse(string text)
    {
        var parts = text.Split("--->\n", 2);
        var request = parts[0].Split('\n');
        var response = Fill(parts[1]).Split("\n\n", 2);
        var lines = response[0].Split('\n');
        var result = new WireResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            Encoding.UTF8.GetBytes(response.Length > 1 ? response[1].Trim('\n') : string.Empty));
        foreach (var line in lines.Skip(1).Where(l => !l.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase)))
            result.Adding(line.Split(':')[0], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        return new RecordedResponse(request[0], request[1], result);
    }

    private static string Fill(string text) => Regex.Replace(text, @"\{(\w+)\}", m => Names.GetValueOrDefault(m.Groups[1].Value, m.Value));
}
