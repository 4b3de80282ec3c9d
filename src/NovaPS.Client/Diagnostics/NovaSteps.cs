using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;

namespace NovaPS.Client.Diagnostics;

/// <summary>Tests Nova.</summary>
internal static class NovaSteps
{
    private const int Measurements = 5;

    private const string NoServer = "The project has no server to read.";

    public static async Task<StepResult> NegotiateAsync(DiagnosisState state, CancellationToken cancellation)
    {
        var tokens = state.Tokens!;
        if (state.Client is null)
        {
            var uri = await ComputeEndpoint.DiscoverAsync(state.Transport!, state.EndpointUrl!, tokens.Current.ProjectId, state.Log,
                cancellation).ConfigureAwait(false);
            state.Client = new ComputeClient(state.Transport!, tokens, uri, state.Clock, state.Target.Request!.Microversion);
        }

        var client = state.Client;
        // The microversion of a connection is checked like one that the user specified, because the cloud may have changed.
        var versions = client.Versions.Current is { } current
            ? new MicroversionSource(client.Transport, client.Endpoint, current, tokens.GetAsync) : client.Versions;
        await versions.NegotiateAsync(state.Log, cancellation).ConfigureAwait(false);
        if (versions.Offered is not { } offered)
            return StepResult.Warning(client.Endpoint.AbsoluteUri + " shows no version document, so NovaPS "
                + (versions.Current is null ? "uses no microversion. Some properties stay empty." : "cannot check microversion "
                    + versions.Current + "."));
        if (offered.Maximum is null)
            return StepResult.Warning(client.Endpoint.AbsoluteUri + " has no microversions. Some properties stay empty.",
                "Use the /v2.1 endpoint, if the cloud has one.");
        return StepResult.Ok(offered.Id + " at " + client.Endpoint.AbsoluteUri + ", microversions " + offered.Minimum + " to "
            + offered.Maximum + ". NovaPS uses " + versions.Current + ".");
    }

    public static async Task<StepResult> ListAsync(DiagnosisState state, CancellationToken cancellation)
    {
        var page = await ServerApi.ListAsync(state.Client!, "?limit=1", state.Log, cancellation).ConfigureAwait(false);
        state.ObserveTime(page.Date, "Date header of Nova");
        state.Server = page.Rows.FirstOrDefault();
        return StepResult.Ok(state.Server is null ? "The servers of the project can be listed. There are none."
            : "The servers of the project can be listed.");
    }

    public static StepResult CheckTaskStates(DiagnosisState state) =>
        state.Server is not { } server ? StepResult.Skipped(NoServer)
            : server.IsTaskStateShown ? StepResult.Ok("Nova shows the task states of servers (OS-EXT-STS).")
            : StepResult.Warning("Nova does not show the task states of servers (OS-EXT-STS). NovaPS needs longer to determine whether an "
                + "action has ended.", "Ask the cloud's operators to allow os_compute_api:os-extended-status for your role.");

    public static async Task<StepResult> ReadRecordsAsync(DiagnosisState state, CancellationToken cancellation)
    {
        if (state.Server is not { } server)
            return StepResult.Skipped(NoServer);
        try
        {
            await ServerApi.ListActionsAsync(state.Client!, server.Id, string.Empty, state.Log, cancellation).ConfigureAwait(false);
            return StepResult.Ok("Nova shows the action records of servers (os-instance-actions).");
        }
        catch (NovaException e) when (e.StatusCode is 403 or 404)
        {
            return StepResult.Warning("Nova does not show the action records of servers (os-instance-actions): " + e.Message
                + " NovaPS judges actions by the status of the server alone.",
                "Ask the cloud's operators to allow os_compute_api:os-instance-actions:list and :show for your role.");
        }
    }

    public static async Task<StepResult> MeasureAsync(DiagnosisState state, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (var i = 0; i < Measurements; i++)
        {
            times.Add(await state.Client!.GetAsync("/servers?limit=1", ResponseLimits.Page,
                static response => (response.ReceivedAt - response.SentAt).TotalMilliseconds, state.Log, cancellation)
                .ConfigureAwait(false));
        }

        times.Sort();
        return StepResult.Ok(string.Format(CultureInfo.InvariantCulture,
            "Nova responds within {0:0} ms (median of {1} requests; {2:0} to {3:0} ms).", times[Measurements / 2], Measurements, times[0],
            times[Measurements - 1]));
    }
}
