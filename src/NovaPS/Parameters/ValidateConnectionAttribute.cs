using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace NovaPS.Parameters;

/// <summary>
/// Refuses -Connection $null. Usually the connect that should have set the variable failed, and with the default connection the command
/// would act on the wrong cloud.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateConnectionAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        var given = arguments is IList list ? list.Cast<object?>().ToList() : [arguments];
        if (given.Exists(g => g is NovaConnection { Name: "" }))
        {
            throw new ValidationMetadataException("-Connection is empty. Specify the name of an open connection; Get-NovaConnection lists "
                + "them.");
        }

        if (given.Count == 0 || given.Contains(null))
            throw new ValidationMetadataException("-Connection is $null. Did the preceding Connect-NovaProject fail? To use the default "
                + "connection, omit -Connection.");
    }
}
