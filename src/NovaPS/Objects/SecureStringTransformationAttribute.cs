using System;
using System.Management.Automation;
using System.Security;

namespace NovaPS;

/// <summary>Lets a parameter of type SecureString take a plain string, which is turned into one at once.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureStringTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text ? Secure(text) : inputData;

    internal static SecureString Secure(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
            secret.AppendChar(c);
        secret.MakeReadOnly();
        return secret;
    }
}
