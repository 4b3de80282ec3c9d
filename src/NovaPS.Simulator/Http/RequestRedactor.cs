using System;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NovaPS.Simulator.Http;

/// <summary>Redacts the secrets in recorded requests.</summary>
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

    /// <summary>Returns a header line, with its value redacted if it is a secret.</summary>
    public static string HeaderLine(string line)
    {
        var colon = line.IndexOf(':');
        return colon > 0 && IsSecret(line.Substring(0, colon)) ? line.Substring(0, colon) + ": " + Mask : line;
    }

    /// <summary>Returns the body with its secrets redacted. The body of a login that is not valid JSON is redacted as a whole.</summary>
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
        // If a name occurs twice, each value may be a secret, and the reader would keep only the last one.
        var settings = new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error };
        return JToken.Parse(body, settings);
    }

    private static bool Hide(JToken json)
    {
        var secrets = json.SelectTokens("$..*").OfType<JValue>().Where(IsSecret).ToList();
        secrets.ForEach(secret => secret.Value = Mask);
        return secrets.Count > 0;
    }

    /// <summary>Whether a value is a secret: by its name, or the id of a token in {"token": {"id": "..."}}.</summary>
    private static bool IsSecret(JValue value) => value.Ancestors().OfType<JProperty>().FirstOrDefault() is { } property
        && (Names.IsMatch(property.Name) || (property.Name == "id" && property.Parent?.Parent is JProperty { Name: "token" }));
}
