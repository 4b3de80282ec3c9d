using System;
using System.Management.Automation;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>
/// Lets a parameter of type Uri take any text: PowerShell's error for a text that is no URL quotes it, with the password that is in it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProxyTransformationAttribute : ArgumentTransformationAttribute
{
    // It has no host, so the command refuses it in words of its own.
    private static readonly Uri NoUrl = new("@", UriKind.Relative);

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        PSValues.Unwrap(inputData) is string text
            ? Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : NoUrl
            : inputData;
}
