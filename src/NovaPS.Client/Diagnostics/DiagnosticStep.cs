using System;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>One step of a test.</summary>
/// <param name="name">The name that is shown to users.</param>
/// <param name="needs">The step that this one depends on; null for none.</param>
/// <param name="run">Runs the step, and stores data for later steps in the state. A NovaException is reported as a failure.</param>
internal sealed class DiagnosticStep(string name, string? needs, Func<DiagnosisState, CancellationToken, Task<StepResult>> run)
{
    /// <summary>Creates a step that is not asynchronous.</summary>
    public DiagnosticStep(string name, string? needs, Func<DiagnosisState, StepResult> run)
        : this(name, needs, (state, _) => Task.FromResult(run(state)))
    {
    }

    public string Name { get; } = name;

    public string? Needs { get; } = needs;

    public Task<StepResult> RunAsync(DiagnosisState state, CancellationToken cancellation) => run(state, cancellation);
}
