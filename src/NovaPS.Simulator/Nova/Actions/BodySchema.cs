using System;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>The schema of an action's arguments, checked in the order and with the messages of Nova's JSON schemas.</summary>
/// <param name="isNullable">Whether null is accepted instead of an object.</param>
/// <param name="required">The required arguments.</param>
/// <param name="fields">The allowed arguments.</param>
internal sealed class BodySchema(bool isNullable, string[] required, params BodyField[] fields)
{
    /// <summary>Whether anything but null is refused.</summary>
    public bool IsNull { get; set; }

    /// <summary>The first and the last minor microversion that check the schema.</summary>
    public int Since { get; set; } = 1;

    public int Until { get; set; } = int.MaxValue;

    public void Check(RequestMicroversion version, string name, JToken arguments)
    {
        if (!version.AtLeast(Since) || (Until < int.MaxValue && version.AtLeast(Until + 1)))
            return;
        if (arguments.Type == JTokenType.Null && (isNullable || IsNull))
            return;
        if (arguments is not JObject given || IsNull)
            throw ApiFault.InvalidField(name, arguments, $"{PythonText.Repr(arguments)} is not of type {Types()}");
        foreach (var field in fields)
        {
            if (given[field.Name] is { } value)
                field.Check(value);
        }

        if (Array.Find(required, r => given[r] is null) is { } missing)
            throw ApiFault.InvalidField(name, given, $"'{missing}' is a required property");
        var others = given.Properties().Select(p => p.Name).Where(n => fields.All(f => f.Name != n)).Select(n => $"'{n}'").ToList();
        if (others.Count > 0)
        {
            var verb = others.Count == 1 ? "was" : "were";
            throw ApiFault.InvalidField(name, given,
                $"Additional properties are not allowed ({string.Join(", ", others)} {verb} unexpected)");
        }
    }

    private string Types() => IsNull ? "'null'" : isNullable ? "'object', 'null'" : "'object'";
}
