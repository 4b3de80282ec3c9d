using System;
using System.Globalization;
using System.Management.Automation;
using NovaPS.Client.Identity;

namespace NovaPS.Parameters;

/// <summary>Lets a parameter of type SecureString take a plain string, which is turned into one at once.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureStringTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// How many digits a number stands for, which has lost the zeros at its beginning: -Passcode 012345 is the number 12345. 0: numbers are
    /// refused.
    /// </summary>
    public int Digits { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text => SecureText.From(text),
            int and >= 0 and var number when Digits > 0 => SecureText.From(
                number.ToString("d" + Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            _ => inputData,
        };
}
