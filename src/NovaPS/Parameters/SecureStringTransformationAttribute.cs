using System;
using System.Management.Automation;
using NovaPS.Client.Identity;

namespace NovaPS.Parameters;

/// <summary>Lets a parameter of type SecureString take a plain string, which is turned into one at once.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureStringTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text ? SecureText.From(text) : inputData;
}
