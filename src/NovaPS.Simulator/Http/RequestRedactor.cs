using System;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaPS.Simulator.Http;

/// <summary>Takes secrets out of what people are shown of a request.</summary>
internal static class RequestRedactor
{
    public const string Mask = "***";

    private static readonly string[] Headers =
        ["X-Auth-Token", "X-Subject-Token", "X-Service-Token", "X-Storage-Token", "Authorization", "Proxy-Authorization", "Cookie",
            "Set-Cookie", "OpenStack-Auth-Receipt"];

    private static readonly Regex Names =
        new("^(password|original_password|secret|client_secret|access_token|passcode|adminPass|user_data|token)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex Anywhere = new("password|secret|passcode|adminPass|user_data|token",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static bool IsSecret(string header) => Headers.Contains(header.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The line with its value hidden, if that is a secret.</summary>
    public static string HeaderLine(string line)
    {
        var colon = line.IndexOf(':');
        return colon > 0 && IsSecret(line.Substring(0, colon)) ? line.Substring(0, colon) + ": " + Mask : line;
    }

    /// <summary>The body as it came, unless it has a secret in it. One of a login that cannot be read is hidden as a whole.</summary>
    public static string Body(string path, string body)
    {
        if (body.Length == 0)
            return body;
        try
        {
            var json = Read(body);
            return Hide(json) ? json.ToString(Formatting.None) : body;
        }
        catch (JsonException)
        {
            return path.IndexOf("/auth", StringComparison.OrdinalIgnoreCase) >= 0 || Anywhere.IsMatch(body) ? Mask : body;
        }
    }

    private static JToken Read(string body)
    {
        // Twice the same name: each of them may be a secret, and the reader would keep the last alone.
        var settings = new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error };
        return JToken.Parse(body, settings);
    }

    private static bool Hide(JToken json)
    {
        var secrets = json.SelectTokens("$..*").OfType<JValue>().Where(IsSecret).ToList();
        secrets.ForEach(secret => secret.Value = Mask);
        return secrets.Count > 0;
    }

    /// <summary>By its name, or the id of a token that is handed in: {"token": {"id": "..."}}.</summary>
    private static bool IsSecret(JValue value) => value.Ancestors().OfType<JProperty>().FirstOrDefault() is { } property
        && (Names.IsMatch(property.Name) || (property.Name == "id" && property.Parent?.Parent is JProperty { Name: "token" }));
}
