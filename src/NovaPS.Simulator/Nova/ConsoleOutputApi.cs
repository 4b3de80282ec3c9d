using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>os-getConsoleOutput: the last lines of the console log, with only the characters that Nova allows.</summary>
internal sealed class ConsoleOutputApi(Compute compute)
{
    private static readonly Regex Integer = new("^-?[0-9]+$", RegexOptions.CultureInvariant);
    private static readonly Regex Removed = new("[\\x00-\\x08\\x0B-\\x1F]", RegexOptions.CultureInvariant);

    public HttpResponse Show(NovaContext context, string id, JToken arguments)
    {
        var length = Length(arguments);
        var server = ServersApi.Get(compute, context, id);
        context.Require("os-console-output");
        if (!server.HasHost)
            throw ApiFault.NotReady(id);
        var text = Removed.Replace(Tail(server.ConsoleOutput, length), "");
        return NovaResponses.Success(context, 200, new PythonJson().Object().Member("output", text).EndObject().ToBytes());
    }

    /// <summary>Returns the last lines as Python's lines[-length:] does. So -1, documented as all, omits the first line.</summary>
    private static string Tail(string text, long? length)
    {
        if (length is not { } count)
            return text;
        var lines = text.Split('\n');
        return string.Join("\n", count switch
        {
            0 => [],
            < 0 => lines.Skip(1),
            _ => lines.Skip((int)Math.Max(0, lines.Length - count)),
        });
    }

    private static long? Length(JToken arguments)
    {
        if (arguments is not JObject given)
            throw ApiFault.InvalidField("os-getConsoleOutput", arguments, PythonText.Repr(arguments) + " is not of type 'object'");
        var others = given.Properties().Select(p => p.Name).Where(name => name != "length").Select(name => "'" + name + "'").ToList();
        if (others.Count > 0)
        {
            var verb = others.Count == 1 ? "was" : "were";
            throw ApiFault.InvalidField("os-getConsoleOutput", arguments,
                $"Additional properties are not allowed ({string.Join(", ", others)} {verb} unexpected)");
        }

        var length = given["length"] ?? JValue.CreateNull();
        if (length.Type == JTokenType.Null)
            return null;
        if (length.Type is not JTokenType.Integer and not JTokenType.String)
            throw ApiFault.InvalidField("length", length, PythonText.Repr(length) + " is not of type 'integer', 'string', 'null'");
        var text = PythonText.Str(length);
        if (!Integer.IsMatch(text))
            throw ApiFault.InvalidField("length", length, PythonText.Repr(length) + " does not match '^-?[0-9]+$'");
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return text[0] == '-' ? throw TooSmall(length, text) : long.MaxValue;
        return number < -1 ? throw TooSmall(length, text) : number;
    }

    private static ApiFault TooSmall(JToken length, string text) =>
        ApiFault.InvalidField("length", length, text + " is less than the minimum of -1");
}
