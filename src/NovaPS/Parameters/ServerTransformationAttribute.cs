using System;
using System.Globalization;
using System.Management.Automation;

namespace NovaPS.Parameters;

/// <summary>
/// Converts what is given for -Server before PowerShell searches for a property of that name: PowerShell takes a property without a value,
/// such as an empty column of a CSV file, for the server, and passes over the columns that name one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.ConvertTo(inputData, typeof(NovaServerIdentity[]), CultureInfo.InvariantCulture);
}
