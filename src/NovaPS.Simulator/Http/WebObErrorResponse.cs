using System;
using System.Globalization;
using System.Linq;

namespace NovaPS.Simulator.Http;

/// <summary>
/// Creates the error responses of WebOb, which are sent before a request reaches Nova or Keystone. A client that accepts JSON gets JSON,
/// but not in Nova's format; one that accepts anything gets HTML; one without an Accept header gets text.
/// </summary>
internal static class WebObErrorResponse
{
    public const string HtmlType = "text/html; charset=UTF-8";

    /// <summary>The explanation of a 413, from oslo.middleware.</summary>
    public static readonly string TooLarge =
        $"Request is too large. Larger than max_request_body_size ({Formats.Invariant(HttpRequestReader.MaxBody)}).";

    public static HttpResponse Create(int status, string explanation, string? accept)
    {
        var title = HttpReasons.For(status);
        var line = $"{Formats.Invariant(status)} {title}";
        var html = Quality(accept, "text/html");
        var json = Quality(accept, "application/json");
        if (html > 0 && html >= json)
        {
            var page = $"<html>\n <head>\n  <title>{line}</title>\n </head>\n <body>\n  <h1>{line}</h1>\n  {explanation}<br /><br />"
                + "\n\n\n\n </body>\n</html>";
            return Respond(status, HtmlType, HttpResponse.Utf8(page));
        }

        if (json > 0)
        {
            var members = new PythonJson().Object().Member("message", explanation + "<br /><br />\n\n\n").Member("code", line)
                .Member("title", title).EndObject();
            return Respond(status, "application/json", members.ToBytes());
        }

        return Respond(status, "text/plain; charset=UTF-8", HttpResponse.Utf8($"{line}\n\n{explanation}\n\n   "));
    }

    private static HttpResponse Respond(int status, string type, byte[] body) =>
        new HttpResponse(status, body).WithLength().With("Content-Type", type);

    /// <summary>Returns the quality of a type in the Accept header. The most specific range applies.</summary>
    private static double Quality(string? accept, string type)
    {
        var ranges = (accept ?? "").Split(',').Select(range => range.Split(';').Select(part => part.Trim()).ToArray()).ToList();
        foreach (var name in new[] { type, type.Split('/')[0] + "/*", "*/*" })
        {
            var range = ranges.Find(parts => string.Equals(parts[0], name, StringComparison.OrdinalIgnoreCase));
            if (range is null)
                continue;
            var weight = range.Skip(1).FirstOrDefault(part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
            return weight is not null
                && double.TryParse(weight.Substring(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? q : 1;
        }

        return 0;
    }
}
