using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Diagnostics;

/// <summary>Selects the endpoint of Nova.</summary>
internal static class EndpointSteps
{
    public static StepResult Choose(DiagnosisState state)
    {
        var type = state.Target.Request?.ServiceType ?? ConnectRequest.DefaultServiceType;
        var catalog = state.Tokens!.Current.Catalog.Where(e => e.ServiceType == type).ToList();
        if (state.Client is { } client)
        {
            var region = state.Target.Connection!.Region is { } name ? ", region " + name : string.Empty;
            return StepResult.Ok(client.Endpoint.AbsoluteUri + region + ": the endpoint of the connection."
                + Others(catalog, client.Endpoint.AbsoluteUri));
        }

        var request = state.Target.Request!;
        var chosen = Connector.ChooseEndpoint(request, state.Tokens.Current);
        state.EndpointUrl = chosen.Url;
        var why = chosen.Interface is null ? ": specified by -Endpoint or compute_endpoint_override, in place of the catalog."
            : ": from the catalog, service " + chosen.ServiceType
                + (chosen.ServiceName is { } service ? " '" + service + "', " : ", ")
                 + (request.Region is null ? "the only region " : "the specified region ") + chosen.Region
                + ", interface " + chosen.Interface + ".";
        // An invalid URL is reported by this step, and not by the steps that use the URL.
        ComputeEndpoint.Parse(state.EndpointUrl!, state.Tokens.Current.ProjectId);
        return StepResult.Ok(state.EndpointUrl + why + Others(catalog, state.EndpointUrl));
    }

    private static string Others(List<CatalogEndpoint> catalog, string? used)
    {
        var others = catalog.Where(e => e.Url is not null && e.Url.TrimEnd('/') != used?.TrimEnd('/'))
            .Select(e => e.Interface + " " + e.Url + (e.Region is null ? string.Empty : " (" + e.Region + ")")).ToList();
        return others.Count == 0 ? string.Empty : " The catalog also has: " + DisplayText.List(others) + ".";
    }
}
