using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Xml.Linq;

namespace NovaPS.Docs;

/// <summary>One way to call a command, as Get-Help writes it, but broken between parameters and not within them.</summary>
internal static class SyntaxText
{
    private const int Width = 80;

    public static string Of(XElement item)
    {
        var text = new StringBuilder(Maml.Name(item));
        var column = text.Length;
        foreach (var word in item.Elements(Maml.Command + "parameter").Select(Word).Append("[<CommonParameters>]"))
        {
            if (column + 1 + word.Length > Width)
            {
                text.Append("\n   ");
                column = 3;
            }

            text.Append(' ').Append(word);
            column += 1 + word.Length;
        }

        return text.ToString();
    }

    private static string Word(XElement parameter)
    {
        var name = "-" + Maml.Name(parameter);
        var value = Value(parameter);
        var positional = (string?)parameter.Attribute("position") != "named";
        var word = value is null ? name : (positional ? $"[{name}]" : name) + " " + value;
        return (bool)parameter.Attribute("required")! ? word : $"[{word}]";
    }

    private static string? Value(XElement parameter)
    {
        if (Choices(parameter) is { Count: > 0 } choices)
            return "{" + string.Join(" | ", choices) + "}";
        return (string?)parameter.Element(Maml.Command + "parameterValue") is { } type ? $"<{type}>" : null;
    }

    /// <summary>The values that a parameter takes, where they are few.</summary>
    public static List<string> Choices(XElement parameter) =>
        [.. parameter.Elements(Maml.Command + "parameterValueGroup").Elements().Select(value => value.Value.Trim())];
}
