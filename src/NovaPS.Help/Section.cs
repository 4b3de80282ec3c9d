using System.Collections.Generic;
using Markdig.Syntax;

namespace NovaPS.Help;

/// <summary>A heading and its content, up to the next heading of the same level.</summary>
internal sealed record Section(string Title, int Line)
{
    /// <summary>The content before the first heading of a lower level.</summary>
    public List<Block> Body { get; } = [];

    public List<Section> Items { get; } = [];

    public Section? Find(string title) => Items.Find(item => item.Title == title);
}
