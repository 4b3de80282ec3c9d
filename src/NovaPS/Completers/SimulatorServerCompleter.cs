using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using NovaPS.Simulator;

namespace NovaPS.Completers;

/// <summary>Completes the servers of the simulators that are given with -Simulator.</summary>
public sealed class SimulatorServerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, (LanguagePrimitives.TryConvertTo<NovaSimulator[]>(fakeBoundParameters?["Simulator"], out var simulators) ? simulators ?? [] : [])
            .SelectMany(simulator => simulator.GetServers()).Select(server => WildcardPattern.Escape(server.Name)));
}
