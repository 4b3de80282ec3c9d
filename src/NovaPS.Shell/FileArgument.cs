using System;
using System.Management.Automation.Runspaces;

namespace NovaPS.Shell;

/// <summary>Turns words of a command line into parameters and values, as pwsh -File does.</summary>
internal static class FileArgument
{
    /// <summary>Reads one word.</summary>
    /// <param name="word"><c>-Name</c>, <c>-Name:value</c>, <c>-Switch:$false</c>, or a value.</param>
    /// <returns>The parameter. One without a value takes the next word where it is no switch: the engine's binder sees to that.</returns>
    public static CommandParameter Parse(string word)
    {
        if (word.Length < 2 || word[0] != '-' || !(char.IsLetter(word[1]) || word[1] is '_' or '?'))
            return new CommandParameter(null, word);
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new CommandParameter(word);
        var value = word[(colon + 1)..];
        return new CommandParameter(word[..colon], value.ToUpperInvariant() switch
        {
            "$TRUE" => true,
            "$FALSE" => false,
            _ => value,
        });
    }
}
