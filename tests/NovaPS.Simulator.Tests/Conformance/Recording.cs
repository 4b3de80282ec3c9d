using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using NovaPS.Simulator.Tests.Support;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>A request and the response of a real Keystone or Nova (Zed), with ids and times replaced by {names}.</summary>
internal sealed class Recording
{
    private readonly string _request;
    private readonly string[] _requestLines;
    private readonly string? _body;

    private Recording(string name, string request, string response)
    {
        Name = name;
        _request = request;
        Response = response.Trim('\n');
        var parts = request.Split("\n\n", 2);
        _requestLines = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _body = parts.Length > 1 ? parts[1].TrimEnd('\n').Replace("\\r\\n", "\r\n", StringComparison.Ordinal) : null;
    }

    public string Name { get; }

    public string Response { get; }

    private bool IsKeystone => _requestLines[0].Contains(" /v3", StringComparison.Ordinal)
        || _requestLines[0].Contains(" /v2.0", StringComparison.Ordinal);

    private bool IsGlance => _requestLines[0].StartsWith("GET /v2/images", StringComparison.Ordinal);

    private bool IsHead => _requestLines[0].StartsWith("HEAD ", StringComparison.Ordinal);

    public static IReadOnlyList<Recording> ReadAll()
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream("recorded.txt")!;
        using var reader = new StreamReader(stream);
        return Regex.Split(reader.ReadToEnd(), "^### ", RegexOptions.Multiline).Skip(1).Select(Parse).ToList();
    }

    /// <summary>Sends the request and returns the response in the form of the recording.</summary>
    public string Replay(INovaTarget target)
    {
        var address = IsKeystone ? target.Keystone : IsGlance ? target.Glance : target.Nova;
        var body = _body is null ? null : Fill(_body, target);
        var line = Fill(_requestLines[0], target);
        var text = new StringBuilder(IsGlance ? line.Replace("/v2/images", address.AbsolutePath.TrimEnd('/') + "/v2/images",
            StringComparison.Ordinal) : line).Append(" HTTP/1.1\r\n");
        text.Append("Host: ").Append(address.Authority).Append("\r\n");
        foreach (var header in _requestLines.Skip(1))
            text.Append(Fill(header, target)).Append("\r\n");
        if (body is not null && !_requestLines.Contains("Transfer-Encoding: chunked"))
            text.Append("Content-Length: ").Append(Encoding.UTF8.GetByteCount(body)).Append("\r\n");
        text.Append("Connection: close\r\n\r\n").Append(body);

        using var client = new WireClient(address);
        client.Send(text.ToString());
        var bytes = Encoding.UTF8.GetString(client.ReadToEnd());
        return Normalized(bytes, target);
    }

    /// <summary>The text of the file. A missing response is taken from the target.</summary>
    public string ToText(INovaTarget target) =>
        $"### {Name}\n{_request}--->\n{(Response.Length > 0 ? Response : Replay(target))}\n\n";

    private static Recording Parse(string text)
    {
        var lineEnd = text.IndexOf('\n', StringComparison.Ordinal);
        var parts = text[(lineEnd + 1)..].Split("--->\n", 2);
        return new Recording(text[..lineEnd], parts[0], parts[1]);
    }

    private static string Fill(string text, INovaTarget target)
    {
        text = Regex.Replace(text, @"\{token(?::(\w+))?\}", m => target.Token(m.Groups[1].Success ? m.Groups[1].Value : "demo"));
        if (text.Contains("{error}", StringComparison.Ordinal))
            text = text.Replace("{error}", target.ErrorServerId, StringComparison.Ordinal);
        return text.Replace("{server}", target.ServerId, StringComparison.Ordinal)
            .Replace("{name}", target.ServerName, StringComparison.Ordinal)
            .Replace("{project}", target.ProjectId, StringComparison.Ordinal)
            .Replace("{user}", target.UserId, StringComparison.Ordinal)
            .Replace("{password}", target.Password, StringComparison.Ordinal);
    }

    private string Normalized(string response, INovaTarget target)
    {
        var end = response.LastIndexOf("\r\n\r\n", StringComparison.Ordinal);
        var body = response[(end + 4)..];
        var length = Regex.Match(response[..end], @"^Content-Length: (\d+)\r?$", RegexOptions.Multiline);
        if (length.Success && !IsHead && length.Groups[1].Value != Formatted(Encoding.UTF8.GetByteCount(body)))
            throw new InvalidDataException($"Content-Length is {length.Groups[1].Value}, the body is {body}");

        var text = response[..end].Replace("\r\n", "\n", StringComparison.Ordinal) + "\n\n" + body;
        text = text.Replace("http://" + target.Keystone.Authority, "{host}", StringComparison.Ordinal)
            .Replace("http://" + target.Nova.Authority, "{host}", StringComparison.Ordinal)
            .Replace(target.ServerId, "{server}", StringComparison.Ordinal)
            .Replace(target.ServerName, "{name}", StringComparison.Ordinal)
            .Replace(target.ProjectId, "{project}", StringComparison.Ordinal);
        foreach (var (pattern, name) in Replacements)
            text = Regex.Replace(text, pattern, name, RegexOptions.Multiline | RegexOptions.IgnoreCase);

        // A real Keystone returns methods and roles in no particular order.
        text = Regex.Replace(text, "(?<=^Allow: ).+$", m => string.Join(", ", m.Value.Split(", ").Order(StringComparer.Ordinal)),
            RegexOptions.Multiline);
        return text.Replace("""{"id": "{hex}", "name": "reader"}, {"id": "{hex}", "name": "member"}""",
            """{"id": "{hex}", "name": "member"}, {"id": "{hex}", "name": "reader"}""", StringComparison.Ordinal).Trim('\n');
    }

    private static string Formatted(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static readonly (string Pattern, string Name)[] Replacements =
    [
        ("req-[0-9a-f]{8}-[0-9a-f-]{27}", "{request}"),
        ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "{uuid}"),
        ("[0-9a-f]{56}", "{hostId}"),
        (@"gAAAA[\w-]+", "{token}"),
        (@"\b[0-9a-f]{32}\b", "{hex}"),
        (@"""audit_ids"": \[[^]]*\]", "\"audit_ids\": []"),
        (@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "{time}"),
        ("^Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$", "Date: {date}"),
        (@"^Content-Length: \d+$", "Content-Length: {length}"),
    ];
}
