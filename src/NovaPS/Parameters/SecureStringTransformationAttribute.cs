using System;
using System.Globalization;
using System.Management.Automation;
using NovaPS.Client.Identity;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>Lets a parameter of type SecureString accept a plain string, which is converted at once.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureStringTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// How many digits a number has, because PowerShell drops leading zeros: -Passcode 012345 is the number 12345. With 0, numbers are
    /// not accepted.
    /// </summary>
    public int Digits { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PSValues.Unwrap(inputData) switch
        {
            string text => SecureText.From(text),
            int and >= 0 and var number when Digits > 0 => SecureText.From(
                number.ToString("d" + Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            _ => inputData,
        };
}
