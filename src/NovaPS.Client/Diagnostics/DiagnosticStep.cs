using System;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>One step of a diagnosis.</summary>
/// <param name="name">What users see.</param>
/// <param name="needs">The step without which this one cannot be tested; null: none.</param>
/// <param name="run">Examines, and keeps in the state what later steps need. A NovaException is its failure.</param>
internal sealed class DiagnosticStep(string name, string? needs, Func<DiagnosisState, CancellationToken, Task<StepResult>> run)
{
    /// <summary>A step that waits for nothing.</summary>
    public DiagnosticStep(string name, string? needs, Func<DiagnosisState, StepResult> run)
        : this(name, needs, (state, _) => Task.FromResult(run(state)))
    {
    }

    public string Name { get; } = name;

    public string? Needs { get; } = needs;

    public Task<StepResult> RunAsync(DiagnosisState state, CancellationToken cancellation) => run(state, cancellation);
}
