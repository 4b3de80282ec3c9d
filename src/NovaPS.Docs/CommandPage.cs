using System.Linq;
using System.Text;
using System.Xml.Linq;

namespace NovaPS.Docs;

/// <summary>The page of a command, from its MAML.</summary>
internal sealed class CommandPage(XElement command)
{
    public string Name { get; } = command.Element(Maml.Command + "details")!.Element(Maml.Command + "name")!.Value.Trim();

    public string Synopsis { get; } = Maml.Paragraphs(command.Element(Maml.Command + "details")!.Element(Maml.Text + "description")).First();

    public string Write(Markdown markdown)
    {
        var text = new StringBuilder(Documentation.Mark("NovaPS.dll-Help.xml"));
        text.Append($"# {Name}\n\n{markdown.Prose(Synopsis)}\n\n## Syntax\n\n");
        foreach (var item in Items("syntax", "syntaxItem"))
            text.Append(Markdown.Code(SyntaxText.Of(item), "powershell"));
        text.Append("## Description\n\n");
        Paragraphs(text, markdown, command.Element(Maml.Text + "description"));
        text.Append("## Examples\n\n");
        foreach (var example in Items("examples", "example"))
            Example(text, markdown, example);
        text.Append("## Parameters\n\n");
        foreach (var parameter in Items("parameters", "parameter"))
            Parameter(text, markdown, parameter);
        Types(text, markdown, "Inputs", "inputTypes", "inputType");
        Types(text, markdown, "Outputs", "returnValues", "returnValue");
        text.Append("## Links\n\n");
        foreach (var link in command.Element(Maml.Text + "relatedLinks")!.Elements(Maml.Text + "navigationLink"))
            text.Append($"- {Link(markdown, link)}\n");
        return text.ToString();
    }

    private static string Link(Markdown markdown, XElement link)
    {
        var name = link.Element(Maml.Text + "linkText")!.Value.Trim();
        return link.Element(Maml.Text + "uri")?.Value.Trim() is { Length: > 0 } uri ? $"[{Markdown.Plain(name)}]({uri})" : markdown.Link(name);
    }

    private static void Example(StringBuilder text, Markdown markdown, XElement example)
    {
        text.Append($"### {Markdown.Plain(example.Element(Maml.Text + "title")!.Value.Trim('-', ' '))}\n\n");
        text.Append(Markdown.Code(example.Element(Maml.Dev + "code")!.Value.ReplaceLineEndings("\n").TrimEnd(), "text"));
        Paragraphs(text, markdown, example.Element(Maml.Dev + "remarks"));
    }

    private static void Paragraphs(StringBuilder text, Markdown markdown, XElement? parent)
    {
        foreach (var paragraph in Maml.Paragraphs(parent))
            text.Append(markdown.Prose(paragraph)).Append("\n\n");
    }

    private void Parameter(StringBuilder text, Markdown markdown, XElement parameter)
    {
        var name = Maml.Name(parameter);
        text.Append($"### -{name}\n\n");
        Paragraphs(text, markdown, parameter.Element(Maml.Text + "description"));
        text.Append("| | |\n|---|---|\n");
        text.Append($"| Type | {Markdown.Plain(Maml.Type(parameter))} |\n");
        var choices = Items("syntax", "syntaxItem").Elements(Maml.Command + "parameter").Where(p => Maml.Name(p) == name).Select(SyntaxText.Choices).First();
        if (choices.Count > 0)
            text.Append($"| Values | {string.Join(", ", choices)} |\n");
        text.Append($"| Required | {(string?)parameter.Attribute("required")} |\n");
        text.Append($"| Position | {(string?)parameter.Attribute("position")} |\n");
        text.Append($"| Default value | {Markdown.Plain(parameter.Element(Maml.Dev + "defaultValue")!.Value.Trim())} |\n");
        text.Append($"| Pipeline input | {(string?)parameter.Attribute("pipelineInput")} |\n");
        text.Append($"| Wildcards | {(string?)parameter.Attribute("globbing")} |\n");
        text.Append($"| Aliases | {(string?)parameter.Attribute("aliases")} |\n\n");
    }

    private void Types(StringBuilder text, Markdown markdown, string title, string container, string item)
    {
        text.Append($"## {title}\n\n");
        foreach (var type in Items(container, item))
        {
            text.Append($"### {Markdown.Plain(Maml.Type(type))}\n\n");
            Paragraphs(text, markdown, type.Element(Maml.Text + "description"));
        }
    }

    private System.Collections.Generic.IEnumerable<XElement> Items(string container, string item) =>
        command.Element(Maml.Command + container)!.Elements(Maml.Command + item);
}
