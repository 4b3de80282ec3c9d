using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Tests.Support;

/// <summary>
/// Sets OS_* variables, and restores them when it is disposed of. They apply to the whole process: a test class that uses this is
/// in the collection <see cref="SharedEnvironment"/>.
/// </summary>
public sealed class EnvironmentVariables : IDisposable
{
    private readonly Dictionary<string, string> _before = Read();

    /// <summary>Removes all OS_* variables and sets the specified ones.</summary>
    /// <param name="variables">Names with values.</param>
    public EnvironmentVariables(params (string Name, string Value)[] variables)
    {
        Clear();
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(name, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        foreach (var (name, value) in _before)
            Environment.SetEnvironmentVariable(name, value);
    }

    private static void Clear()
    {
        foreach (var name in Read().Keys)
            Environment.SetEnvironmentVariable(name, null);
    }

    private static Dictionary<string, string> Read() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => ((string)variable.Key).StartsWith("OS_", StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);
}
