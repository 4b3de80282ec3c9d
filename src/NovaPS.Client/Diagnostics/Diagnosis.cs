using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>Tests a connection step by step. It changes nothing in the cloud, and revokes the token that it requested.</summary>
internal static class Diagnosis
{
    private const int MaxDetail = 1500;

    /// <summary>Added to the time limit of a request, because the error of the request is more specific.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The steps, in the order in which they are run.</summary>
    public static readonly IReadOnlyList<DiagnosticStep> Steps =
    [
        new("Configuration", null, static state => state.Target.Configuration),
        new("Proxy", "Configuration", NetworkSteps.FindProxy),
        new("Keystone DNS", "Configuration", static (state, c) => NetworkSteps.ResolveAsync(state, false, c)),
        new("Keystone TCP", "Keystone DNS", static (state, c) => NetworkSteps.ConnectAsync(state, false, c)),
        new("Keystone TLS", "Keystone TCP", static (state, c) => NetworkSteps.CheckCertificateAsync(state, false, c)),
        new("Keystone version", "Keystone TLS", KeystoneSteps.ReadVersionAsync),
        new("Login", "Keystone version", KeystoneSteps.LogInAsync),
        new("Project", "Login", KeystoneSteps.CheckProjectAsync),
        new("Token", "Login", KeystoneSteps.CheckToken),
        new("Endpoint", "Project", EndpointSteps.Choose),
        new("Nova DNS", "Endpoint", static (state, c) => NetworkSteps.ResolveAsync(state, true, c)),
        new("Nova TCP", "Nova DNS", static (state, c) => NetworkSteps.ConnectAsync(state, true, c)),
        new("Nova TLS", "Nova TCP", static (state, c) => NetworkSteps.CheckCertificateAsync(state, true, c)),
        new("Nova version", "Nova TLS", NovaSteps.NegotiateAsync),
        new("Server list", "Nova version", NovaSteps.ListAsync),
        new("Task states", "Server list", NovaSteps.CheckTaskStates),
        new("Action records", "Server list", NovaSteps.ReadRecordsAsync),
        new("Clock", null, ClockStep.Compare),
        new("Latency", "Server list", NovaSteps.MeasureAsync),
    ];

    /// <summary>Runs the steps. A step that depends on a failed step is skipped.</summary>
    /// <param name="target">The login or connection to test.</param>
    /// <param name="network">Resolves names and opens ports.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="begin">Receives the name of each step before it is run.</param>
    /// <param name="write">Receives the result of each step when it has completed.</param>
    /// <param name="log">Receives verbose messages and traces.</param>
    /// <param name="cancellation">Cancels the test. The token is still revoked.</param>
    public static async Task RunAsync(DiagnosisTarget target, INetwork network, IClock clock, Action<string> begin,
        Action<NovaConnectionTest> write, IClientLog log, CancellationToken cancellation)
    {
        var state = Open(target, network, clock, log);
        // For each step that failed or was skipped, the step that failed.
        var causes = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var step in Steps)
            {
                cancellation.ThrowIfCancellationRequested();
                begin(step.Name);
                var started = clock.Elapsed;
                var result = step.Needs is { } needed && causes.TryGetValue(needed, out var cause)
                    ? Block(step, cause, causes)
                    : await RunAsync(step, state, cancellation).ConfigureAwait(false);
                if (result.IsFailed)
                    causes[step.Name] = step.Name;
                write(new NovaConnectionTest(step.Name, result.Result, Show(result.Detail, state), Show(result.Remedy, state))
                {
                    ConnectionName = target.Name,
                    Duration = result.Result == nameof(StepResult.Skipped) ? null : clock.Elapsed - started,
                });
            }
        }
        finally
        {
            await state.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Creates the state. An invalid certificate file is reported as an error of the configuration.</summary>
    private static DiagnosisState Open(DiagnosisTarget target, INetwork network, IClock clock, IClientLog log)
    {
        try
        {
            return new DiagnosisState(target, network, clock, log);
        }
        catch (NovaException e)
        {
            return new DiagnosisState(DiagnosisTarget.Of(target.Name, e), network, clock, log);
        }
    }

    private static StepResult Block(DiagnosticStep step, string cause, Dictionary<string, string> causes)
    {
        causes[step.Name] = cause;
        return StepResult.Skipped("Not tested, because the step " + cause + " failed.");
    }

    private static async Task<StepResult> RunAsync(DiagnosticStep step, DiagnosisState state, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var time = (state.Transport?.TimeLimit ?? Connector.DefaultRequestTimeout) + Grace;
        state.Clock.CancelAfter(limit, time);
        try
        {
            return await step.RunAsync(state, limit.Token).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            return StepResult.Failed(e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return StepResult.Failed(string.Format(CultureInfo.InvariantCulture, "No result within {0:0.#} s.", time.TotalSeconds),
                "If the cloud is slow, use a longer -RequestTimeout.");
        }
    }

    /// <summary>The text as it may be shown: bounded, without secrets and control characters.</summary>
    private static string? Show(string? text, DiagnosisState state) =>
        text is null ? null : DisplayText.Show(state.Redact(text), MaxDetail);
}
