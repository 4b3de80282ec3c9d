using System;
using System.Globalization;
using System.Management.Automation;
using NovaPS.Client;

namespace NovaPS.Internal;

/// <summary>Reads values as PowerShell passes them.</summary>
internal static class PSValues
{
    /// <summary>Removes the PSObject around a value. A custom object has no other value, so it keeps its PSObject.</summary>
    public static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : value;

    /// <summary>Describes a value for a message: '5', or $null.</summary>
    public static string Describe(object? value) => value is null ? "$null"
        : "'" + DisplayText.Show(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty, 80) + "'";
}
