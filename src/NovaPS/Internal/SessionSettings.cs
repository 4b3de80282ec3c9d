using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using NovaPS.Client.Configuration;

namespace NovaPS.Internal;

/// <summary>The settings of the session, in the form of the files.</summary>
internal static class SessionSettings
{
    /// <summary>Returns the environment variables of the process.</summary>
    public static IReadOnlyDictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? string.Empty;
        return variables;
    }

    /// <summary>Returns parameters as settings.</summary>
    public static ConfigNode Parameters(params (string? Value, string Key, string Parameter)[] parameters) =>
        ConfigNode.Mapping("parameters",
        parameters.Where(p => p.Value is not null).ToDictionary(p => p.Key, p =>
            ConfigNode.Scalar("-" + p.Parameter, p.Value), StringComparer.Ordinal));
}
