using System;
using System.Collections.Generic;

namespace NovaPS.Help;

/// <summary>What is wrong in the pages, each with its file and line, in the format that MSBuild and editors read.</summary>
internal sealed class Problems
{
    private readonly List<string> _lines = [];

    public int Count => _lines.Count;

    /// <summary>Adds a problem. Lines are counted from 0, as Markdig counts them.</summary>
    public void Add(string file, int line, string message) => _lines.Add($"{file}({line + 1}): error HELP: {message}");

    public void Print()
    {
        foreach (var line in _lines)
            Console.Out.WriteLine(line);
    }
}
