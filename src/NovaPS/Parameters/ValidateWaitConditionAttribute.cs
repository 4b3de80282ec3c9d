using System;
using System.Management.Automation;
using NovaPS.Client;
using NovaPS.Client.Waiting;

namespace NovaPS.Parameters;

/// <summary>Refuses an invalid condition during binding, before a request is sent.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateWaitConditionAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object? element)
    {
        if (WaitCondition.FindProblem(element as string) is { } problem)
            throw new ValidationMetadataException(DisplayText.Show(problem));
    }
}
