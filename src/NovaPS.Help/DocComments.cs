using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NovaPS.Help;

/// <summary>The doc comments of an assembly, from the XML file beside it.</summary>
internal sealed partial class DocComments(string file)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(file, LoadOptions.PreserveWhitespace)
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>Returns the paragraphs of a property's summary: those in &lt;para&gt;, or the whole summary.</summary>
    public IReadOnlyList<string> Of(PropertyInfo property)
    {
        var member = _members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");
        if (member?.Element("summary") is not { } summary)
            return [];
        var paragraphs = summary.Elements("para").DefaultIfEmpty(summary);
        return [.. paragraphs.Select(p => Spaces().Replace(Text(p), " ").Trim(' ')).Where(text => text.Length > 0)];
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => code.Value.Replace(' ', PlainText.KeptSpace),
        XElement { Name.LocalName: "see" } see => (see.Attribute("langword") ?? see.Attribute("cref"))!.Value.Split('.', ':')[^1],
        XElement other => Text(other),
        _ => string.Empty,
    }));

    // Does not match PlainText.KeptSpace.
    [GeneratedRegex("[ \r\n]+")]
    private static partial Regex Spaces();
}
