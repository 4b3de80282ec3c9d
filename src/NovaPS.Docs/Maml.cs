using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace NovaPS.Docs;

/// <summary>The namespaces of MAML, and how its texts are read.</summary>
internal static class Maml
{
    public static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The paragraphs of a description, each in one line. Empty ones, which only make room, are left out.</summary>
    public static IEnumerable<string> Paragraphs(XElement? parent) =>
        (parent?.Elements(Text + "para") ?? []).Select(para => OneLine(para.Value)).Where(para => para.Length > 0);

    /// <summary>The name in an element.</summary>
    public static string Name(XElement element) => element.Element(Text + "name")!.Value.Trim();

    /// <summary>The name of the type in an element.</summary>
    public static string Type(XElement element) => Name(element.Element(Dev + "type")!);

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries));
}
