using System;
using System.Management.Automation;

namespace NovaPS.Parameters;

/// <summary>
/// Refuses -Connection $null, which would mean the default connection: as a rule the connect that was to fill the variable has failed, and
/// the command would act on another cloud.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateConnectionAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null)
            throw new ValidationMetadataException("-Connection is $null. Did the preceding Connect-NovaProject fail? To use the default "
                + "connection, leave -Connection out.");
    }
}
