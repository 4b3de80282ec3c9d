using System;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client;
using NovaPS.Internal;

namespace NovaPS.Parameters;

/// <summary>
/// Accepts the names that Nova accepts for servers and images: 1 to 255 printable characters, without white space at the ends. Source:
/// nova/api/validation/parameter_types.py, name.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateResourceNameAttribute : ValidateArgumentsAttribute
{
    private const int MaxLength = 255;

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        var name = PSValues.Unwrap(arguments) as string ?? string.Empty;
        var problem = name.Trim().Length == 0 ? "it is empty"
            : DisplayText.Count(name) is > MaxLength and var count ? "it has " + count + " characters; the limit is " + MaxLength
            : name.Trim() != name ? "it starts or ends with white space"
            : name.Any(char.IsControl) ? "it contains a control character" : null;
        if (problem is not null)
            throw new ValidationMetadataException("'" + DisplayText.Show(name, 80) + "' is not a valid name: " + problem + ".");
    }
}
