using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace NovaPS.Help;

/// <summary>A parameter in a parameter set.</summary>
internal sealed record ParameterFacts(CommandParameterInfo Info)
{
    public const string NoPipelineInput = "False";

    public string Name => Info.Name;

    public Type Type => Nullable.GetUnderlyingType(Info.ParameterType) ?? Info.ParameterType;

    public bool IsSwitch => Type == typeof(SwitchParameter);

    public bool IsRequired { get; init; } = Info.IsMandatory;

    public int? Position => Info.Position < 0 ? null : Info.Position;

    public string PipelineInput => (Info.ValueFromPipelineByPropertyName, Info.ValueFromPipeline) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByPropertyName)",
        (false, true) => "True (ByValue)",
        (false, false) => NoPipelineInput,
    };

    public string Aliases => Info.Aliases.Count > 0 ? string.Join(", ", Info.Aliases) : "none";

    /// <summary>The accepted values; empty for any.</summary>
    public IReadOnlyList<string> Values => [.. Info.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)];

    public bool TakesWildcards => Info.Attributes.OfType<SupportsWildcardsAttribute>().Any();

    public required string Default { get; init; }

    /// <summary>The description, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }
}
