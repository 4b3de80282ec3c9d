using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace NovaPS.Help;

/// <summary>A command in the assembly: its parameters, and the types of its input and output.</summary>
internal sealed class CommandFacts
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly CmdletInfo _info;
    private readonly CmdletAttribute _cmdlet;
    private readonly object _instance;
    private readonly DocComments _comments;
    private readonly List<string> _order;

    public CommandFacts(Type type, DocComments comments)
    {
        _cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
        _info = new CmdletInfo(Name, type);
        _instance = Activator.CreateInstance(type)!;
        _comments = comments;
        // The command's own parameters come before those of its bases, in the order of the source; the engine's are last.
        _order = [.. Bases(type).SelectMany(t => t.GetProperties(Declared).OrderBy(p => p.MetadataToken)).Select(p => p.Name)];
        _order.AddRange(["WhatIf", "Confirm"]);
        Sets = [.. _info.ParameterSets.OrderBy(set => !set.IsDefault).ThenBy(FirstRequired).Select(Read)];
        Parameters = [.. Sets.SelectMany(set => set).GroupBy(p => p.Name)
            .Select(group => group.First() with { IsRequired = group.All(p => p.IsRequired) })
            .OrderBy(p => p.Position ?? int.MaxValue).ThenBy(Order)];
    }

    public string Verb => _cmdlet.VerbName;

    public string Noun => _cmdlet.NounName;

    public string Name => Verb + "-" + Noun;

    /// <summary>The parameter sets without common parameters, the default one first, in the order of a call.</summary>
    public IReadOnlyList<IReadOnlyList<ParameterFacts>> Sets { get; }

    /// <summary>All parameters except common ones. A parameter is required if every set requires it.</summary>
    public IReadOnlyList<ParameterFacts> Parameters { get; }

    /// <summary>The types of the parameters that take pipeline input.</summary>
    public IEnumerable<string> Inputs =>
        Parameters.Where(p => p.PipelineInput != ParameterFacts.NoPipelineInput).Select(p => p.Type.FullName!).Distinct();

    /// <summary>The types of OutputType.</summary>
    public IEnumerable<string> Outputs => _info.OutputType.Select(output => output.Name);

    /// <summary>Whether a parameter, which may be a common one, has the name or alias.</summary>
    public bool Takes(string name) =>
        _info.Parameters.Values.Any(p => p.Aliases.Prepend(p.Name).Contains(name, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var t = type; t != typeof(PSCmdlet) && t != typeof(Cmdlet); t = t.BaseType!)
            yield return t;
    }

    private int Order(ParameterFacts parameter) => _order.IndexOf(parameter.Name);

    private int FirstRequired(CommandParameterSetInfo set) =>
        set.Parameters.Where(p => p.IsMandatory).Select(p => _order.IndexOf(p.Name)).DefaultIfEmpty(int.MaxValue).Min();

    private List<ParameterFacts> Read(CommandParameterSetInfo set) =>
        [.. set.Parameters.Where(p => _order.Contains(p.Name)).Select(Read)
            .OrderBy(p => p.Position ?? int.MaxValue).ThenBy(p => !p.IsRequired).ThenBy(Order)];

    private ParameterFacts Read(CommandParameterInfo parameter)
    {
        var property = _instance.GetType().GetProperty(parameter.Name);
        return new ParameterFacts(parameter)
        {
            Default = Default(parameter, property),
            Description = property is not null ? _comments.Of(property) : [parameter.Name == "WhatIf" ? WhatIf() : Confirm()],
        };
    }

    /// <summary>What PSDefaultValue states, or what the property holds in a new cmdlet.</summary>
    private string Default(CommandParameterInfo parameter, PropertyInfo? property) => property?.GetValue(_instance) switch
    {
        _ when parameter.Attributes.OfType<PSDefaultValueAttribute>().FirstOrDefault() is { } stated => stated.Help,
        _ when parameter.ParameterType == typeof(SwitchParameter) => "False",
        _ when parameter.IsMandatory => "None",
        null or "" or ICollection { Count: 0 } => "None",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string WhatIf() => "Shows what the command would do, without doing it.";

    private string Confirm()
    {
        ConfirmImpact[] impacts = [ConfirmImpact.Low, ConfirmImpact.Medium, ConfirmImpact.High];
        return "Asks for confirmation before each change. Without it, the command asks only if $ConfirmPreference is "
            + string.Join(" or ", impacts.Where(impact => impact <= _cmdlet.ConfirmImpact)) + "; -Confirm:$false never asks.";
    }
}
