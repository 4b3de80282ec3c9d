using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Identity;

/// <summary>Selects the compute endpoint from a catalog.</summary>
internal static class ServiceCatalog
{
    /// <summary>
    /// Returns the matching endpoint. A service without a name matches any name; the first of several interfaces that the region has is
    /// used (keystoneauth1, access/service_catalog.py, get_endpoints_data).
    /// </summary>
    /// <param name="token">The token, with its catalog.</param>
    /// <param name="request">The requested service, region and interfaces.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: no endpoint matches, or several do; the message lists them.</exception>
    public static CatalogEndpoint Choose(KeystoneToken token, ConnectRequest request)
    {
        var services = FindServices(token, request);
        var interfaces = request.Interfaces.Select(RemoveUrlSuffix).ToList();
        var offered = services.Where(e => interfaces.Contains(e.Interface, StringComparer.OrdinalIgnoreCase)).ToList();
        if (offered.Count == 0)
            throw Invalid("the catalog has no " + NameList.Or(interfaces) + " compute endpoint; it has: "
                + NameList.Of(services.Select(e => e.Interface)), "Choose one of these with -Interface.");
        var fitting = request.Region is null ? offered : offered.Where(e => e.Region == request.Region).ToList();
        if (fitting.Count == 0)
            throw Invalid("the catalog has no region '" + request.Region + "'; it has: " + NameList.Of(offered.Select(e => e.Region)),
                NearestName.Remedy(request.Region!, offered.Select(e => e.Region), "-Region", "Choose one of these with -Region."));
        if (fitting.Select(e => e.Region).Distinct().Skip(1).Any())
            throw Invalid("the catalog has several regions: " + NameList.Of(fitting.Select(e => e.Region)), "Choose one with -Region.");
        return interfaces.SelectMany(i => fitting.Where(e => string.Equals(e.Interface, i, StringComparison.OrdinalIgnoreCase))).First();
    }

    private static List<CatalogEndpoint> FindServices(KeystoneToken token, ConnectRequest request)
    {
        var typed = token.Catalog.Where(e => e.ServiceType == request.ServiceType && !string.IsNullOrEmpty(e.Url)).ToList();
        if (typed.Count == 0)
        {
            throw request.ServiceType == ConnectRequest.DefaultServiceType
                ? Invalid("the catalog has no compute endpoint for the project " + (token.ProjectName ?? token.ProjectId),
                    "Specify the URL of Nova with -Endpoint.")
                : Invalid("the catalog has no service of the type '" + request.ServiceType + "' (compute_service_type); it has: "
                    + NameList.Of(token.Catalog.Select(e => e.ServiceType)), "Set compute_service_type to one of these, or remove it.");
        }

        var named = typed.Where(e => request.ServiceName is null || string.IsNullOrEmpty(e.ServiceName)
            || e.ServiceName == request.ServiceName).ToList();
        return named.Count > 0 ? named
            : throw Invalid("the catalog has no compute service named '" + request.ServiceName + "' (compute_service_name); it has: "
                + NameList.Of(typed.Select(e => e.ServiceName)), "Set compute_service_name to one of these, or remove it.");
    }

    /// <summary>Removes the suffix of old interface names, such as publicURL.</summary>
    public static string RemoveUrlSuffix(string name) =>
        name.EndsWith("URL", StringComparison.Ordinal) ? name.Substring(0, name.Length - 3) : name;

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };
}
