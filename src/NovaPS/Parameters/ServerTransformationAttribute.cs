using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace NovaPS.Parameters;

/// <summary>
/// Converts what is given for -Server before PowerShell searches for a property of that name: PowerShell takes a property without a value,
/// such as an empty column of a CSV file, for the server, and passes over the columns that name one. Arrays in an array, as in
/// <c>$web, $db</c>, are joined.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        LanguagePrimitives.ConvertTo(Unwrap(inputData) is Array array ? Flatten(array).ToArray() : inputData, typeof(NovaServerIdentity[]),
            CultureInfo.InvariantCulture);

    private static IEnumerable<object?> Flatten(Array array) => array.Cast<object?>()
        .SelectMany(element => Unwrap(element) is Array inner ? Flatten(inner) : [element]);

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
