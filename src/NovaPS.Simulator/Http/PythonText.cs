using System.Globalization;
using System.Linq;
using Newtonsoft.Json.Linq;

namespace NovaPS.Simulator.Http;

/// <summary>Formats JSON as Python prints it, for messages that repeat what was sent.</summary>
internal static class PythonText
{
    /// <summary>Formats a value as str() does.</summary>
    public static string Str(JToken value) => value.Type == JTokenType.String ? (string)value! : Repr(value);

    /// <summary>Formats a value as repr() does.</summary>
    public static string Repr(JToken value) => value switch
    {
        JObject table => "{" + string.Join(", ", table.Properties().Select(p => Quote(p.Name) + ": " + Repr(p.Value))) + "}",
        JArray list => "[" + string.Join(", ", list.Select(Repr)) + "]",
        { Type: JTokenType.Null } => "None",
        { Type: JTokenType.Boolean } => (bool)value ? "True" : "False",
        { Type: JTokenType.String } => Quote((string)value!),
        { Type: JTokenType.Float } => Float((double)value),
        _ => value.ToString(),
    };

    private static string Float(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.All(c => char.IsDigit(c) || c == '-') ? text + ".0" : text;
    }

    private static string Quote(string text)
    {
        var quote = text.Contains("'") && !text.Contains("\"") ? '"' : '\'';
        var escaped = text.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t");
        return quote + (quote == '\'' ? escaped.Replace("'", "\\'") : escaped) + quote;
    }
}
