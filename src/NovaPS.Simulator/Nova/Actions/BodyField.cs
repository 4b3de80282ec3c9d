using System;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>One argument of an action.</summary>
/// <param name="name">Its name.</param>
/// <param name="check">Returns the problem with a value of the right type; null if there is none.</param>
/// <param name="types">The allowed types, as named in JSON schemas.</param>
internal sealed class BodyField(string name, Func<JToken, string?>? check, params string[] types)
{
    private static readonly Regex Key = new("^[a-zA-Z0-9-_:. ]{1,255}$", RegexOptions.CultureInvariant);

    private static readonly string InvalidName =
        "An invalid 'name' value was provided. The name must be: printable characters. Can not start or end with whitespace.";

    public string Name { get; } = name;

    public static BodyField Description { get; } = new("description",
        value => ((string?)value ?? "").Any(char.IsControl) ? $"{PythonText.Repr(value!)} does not match the pattern" : null,
        "string", "null");

    public static BodyField Tags { get; } = new("tags", Elements, "array");

    public static BodyField Any(string name) => new(name, null, "object");

    public static BodyField Text(string name) => new(name, null, "string");

    public static BodyField Uuid(string name) =>
        new(name, value => Guid.TryParse((string?)value, out _) ? null : $"{PythonText.Repr(value)} is not a 'uuid'", "string");

    public static BodyField OneOf(string name, params string[] values) => new(
        name,
        value => Array.IndexOf(values, (string?)value) >= 0 ? null
            : $"{PythonText.Repr(value)} is not one of [{string.Join(", ", values.Select(v => $"'{v}'"))}]",
        "string");

    /// <summary>A name of a server or an image.</summary>
    public static BodyField Label(string name) => new(name, value => Length((string)value!) ?? Printable((string)value!), "string");

    /// <summary>Names and texts.</summary>
    public static BodyField Metadata(string name) => new(name, value => Entries((JObject)value), "object");

    /// <summary>A text that is not empty, or a whole number.</summary>
    public static BodyField Reference(string name) =>
        new(name, value => value.Type == JTokenType.String && (string?)value == "" ? "'' is too short" : null, "string", "integer");

    public void Check(JToken value)
    {
        if (Array.IndexOf(types, TypeOf(value)) < 0)
            throw ApiFault.InvalidField(Name, value,
                $"{PythonText.Repr(value)} is not of type {string.Join(", ", types.Select(t => $"'{t}'"))}");
        if (check?.Invoke(value) is { } problem)
            throw ApiFault.InvalidField(Name, value, problem);
    }

    private static string TypeOf(JToken value) => value.Type switch
    {
        JTokenType.String => "string",
        JTokenType.Integer => "integer",
        JTokenType.Object => "object",
        JTokenType.Array => "array",
        JTokenType.Boolean => "boolean",
        JTokenType.Null => "null",
        _ => "number",
    };

    private static string? Length(string text) => text.Length switch
    {
        0 => "'' is too short",
        > 255 => $"'{text}' is too long",
        _ => null,
    };

    /// <summary>Refuses unprintable text and spaces at its ends, with a message that does not contain the field.</summary>
    private static string? Printable(string text) =>
        text.Trim() == text && !text.Any(char.IsControl) ? null : throw ApiFault.BadRequest(InvalidName);

    /// <summary>Returns the problem of a tag; null if it is valid.</summary>
    public static string? TagProblem(string tag) => tag.Length == 0 ? "'' is too short" : tag.Length > 60 ? $"'{tag}' is too long"
        : tag.IndexOfAny([',', '/']) >= 0 ? $"'{tag}' does not match '^[^,/]*$'" : null;

    private static string? Elements(JToken tags)
    {
        for (var i = 0; i < ((JArray)tags).Count; i++)
        {
            new BodyField(i.ToString(System.Globalization.CultureInfo.InvariantCulture), tag => TagProblem((string)tag!), "string")
                .Check(tags[i]!);
        }

        return null;
    }

    private static string? Entries(JObject table)
    {
        foreach (var entry in table.Properties())
        {
            if (!Key.IsMatch(entry.Name))
                return $"'{entry.Name}' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{{1,255}}$'";
            Text(entry.Name).Check(entry.Value);
        }

        return null;
    }
}
