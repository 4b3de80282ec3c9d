using System;
using System.Collections;
using System.Management.Automation;
using NovaPS.Client;

namespace NovaPS.Parameters;

/// <summary>
/// Refuses a value that is not a hashtable, such as role=web of the openstack command, with an example. PowerShell's own error names
/// only .NET types.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HashtableTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            IDictionary entries => entries,
            _ => throw new ArgumentTransformationMetadataException("'" + DisplayText.Show(inputData!.ToString() ?? string.Empty, 80)
                + "' is not a hashtable. Specify one, such as @{ role = 'web' }."),
        };
}
