using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Markdig.Syntax;

namespace NovaPS.Help;

/// <summary>
/// Writes the help of commands as MAML, which Get-Help reads. Get-Help does not wrap paragraphs and breaks long lines within words, so
/// lines are wrapped for a console of 80 columns, less the indentation.
/// </summary>
internal static class MamlFile
{
    private const int Width = 75;
    private const int ItemWidth = 71;

    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Returns the help of all commands.</summary>
    /// <param name="commands">The commands with their pages.</param>
    /// <param name="projectUrl">The project's public address, for Get-Help -Online; null if there is none.</param>
    public static string Write(IEnumerable<(CommandFacts Command, HelpPage Page)> commands, string? projectUrl)
    {
        var root = new XElement(Help + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            commands.Select(c => Write(c.Command, c.Page.Root, projectUrl)));
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(text, settings))
            root.Save(writer);
        return text.Append('\n').ToString();
    }

    private static XElement Write(CommandFacts command, Section page, string? projectUrl) => new(Command + "command",
        new XElement(Command + "details",
            new XElement(Command + "name", command.Name),
            Description(page.Find("SYNOPSIS")!.Body, Width),
            new XElement(Command + "verb", command.Verb),
            new XElement(Command + "noun", command.Noun)),
        Description(page.Find("DESCRIPTION")!.Body, Width),
        new XElement(Command + "syntax", command.Sets.Select(set => new XElement(Command + "syntaxItem",
            Name(command.Name), set.Select(SyntaxParameter)))),
        new XElement(Command + "parameters",
            command.Parameters.Select(p => Parameter(p, page.Find("PARAMETERS")?.Find("-" + p.Name)))),
        new XElement(Command + "inputTypes", Types(page.Find("INPUTS")!, "inputType")),
        new XElement(Command + "returnValues", Types(page.Find("OUTPUTS")!, "returnValue")),
        page.Find("NOTES") is not { } notes ? null
            : new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(notes.Body, Width))),
        new XElement(Command + "examples", page.Find("EXAMPLES")!.Items.Select(Example)),
        new XElement(Maml + "relatedLinks",
            projectUrl is null ? null : Link("Online Version:", $"{projectUrl}/blob/main/docs/{command.Name}.md"),
            PlainText.Lines(page.Find("RELATED LINKS")!.Body, int.MaxValue).Select(text => Link(text, null))));

    private static XElement SyntaxParameter(ParameterFacts parameter) => new(Command + "parameter",
        Attributes(parameter),
        Name(parameter.Name),
        parameter.Values.Count == 0 ? Value(parameter) : new XElement(Command + "parameterValueGroup",
            parameter.Values.Select(value => new XElement(Command + "parameterValue", value))));

    private static XElement Parameter(ParameterFacts parameter, Section? replacement) => new(Command + "parameter",
        Attributes(parameter),
        Name(parameter.Name),
        new XElement(Maml + "description", replacement is not null
            ? Paragraphs(replacement.Body, ItemWidth)
            : parameter.Description.Select(text => Paragraph(PlainText.Wrap(text, ItemWidth)))),
        Value(parameter),
        new XElement(Dev + "type", Name(parameter.Type.FullName!)),
        new XElement(Dev + "defaultValue", parameter.Default));

    private static XElement? Value(ParameterFacts parameter) => parameter.IsSwitch ? null
        : new XElement(Command + "parameterValue",
            new XAttribute("required", true), new XAttribute("variableLength", parameter.Type.IsArray), parameter.Type.Name);

    private static XAttribute[] Attributes(ParameterFacts parameter) =>
    [
        new("required", parameter.IsRequired),
        new("variableLength", parameter.Type.IsArray),
        new("globbing", parameter.TakesWildcards),
        new("pipelineInput", parameter.PipelineInput),
        new("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new("aliases", parameter.Aliases),
    ];

    private static IEnumerable<XElement> Types(Section section, string name) => section.Items.Select(type =>
        new XElement(Command + name, new XElement(Dev + "type", Name(type.Title)), Description(type.Body, ItemWidth)));

    private static XElement Example(Section example) => new(Command + "example",
        new XElement(Maml + "title", "---- " + example.Title + " ----"),
        new XElement(Dev + "code", PlainText.Code((CodeBlock)example.Body[0])),
        // The empty paragraph separates the example from the next one.
        new XElement(Dev + "remarks", Paragraphs(example.Body.Skip(1), Width), new XElement(Maml + "para")));

    private static XElement Link(string text, string? url) => new(Maml + "navigationLink",
        new XElement(Maml + "linkText", text), new XElement(Maml + "uri", url));

    private static XElement Name(string name) => new(Maml + "name", name);

    private static XElement Description(IEnumerable<Block> blocks, int width) =>
        new(Maml + "description", Paragraphs(blocks, width));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<Block> blocks, int width) =>
        blocks.Select(block => Paragraph(PlainText.Lines([block], width)));

    private static XElement Paragraph(IEnumerable<string> lines) => new(Maml + "para", string.Join('\n', lines));
}
