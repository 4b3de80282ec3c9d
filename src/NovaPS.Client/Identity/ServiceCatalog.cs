using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Identity;

/// <summary>Chooses the compute endpoint of a catalog.</summary>
internal static class ServiceCatalog
{
    /// <summary>The one endpoint that fits.</summary>
    /// <param name="token">The token, with its catalog.</param>
    /// <param name="region">The wanted region; null: there must be one only.</param>
    /// <param name="interface">public, internal or admin.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: none fits, or several do; the message lists them.</exception>
    public static CatalogEndpoint Choose(KeystoneToken token, string? region, string @interface)
    {
        // Old catalogs write publicURL.
        var name = @interface.EndsWith("URL", StringComparison.Ordinal) ? @interface.Substring(0, @interface.Length - 3) : @interface;
        var offered = token.Compute.Where(e => e.Url is not null && string.Equals(e.Interface, name, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (offered.Count == 0)
        {
            throw token.Compute.Count == 0
                ? Invalid("the catalog has no compute endpoint for the project " + (token.ProjectName ?? token.ProjectId),
                    "Pass the URL of Nova with -Endpoint.")
                : Invalid("the catalog has no " + name + " compute endpoint; it has: " + List(token.Compute.Select(e => e.Interface)),
                    "Choose one of these with -Interface.");
        }

        var fitting = region is null ? offered : offered.Where(e => e.Region == region).ToList();
        if (fitting.Count == 0)
            throw Invalid("the catalog has no region '" + region + "'; it has: " + List(offered.Select(e => e.Region)),
                "Choose one of these with -Region.");
        if (fitting.Select(e => e.Region).Distinct().Skip(1).Any())
            throw Invalid("the catalog has several regions: " + List(fitting.Select(e => e.Region)), "Choose one with -Region.");
        return fitting[0];
    }

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };

    private static string List(IEnumerable<string?> names) =>
        DisplayText.List(names.OfType<string>().Distinct().OrderBy(n => n, StringComparer.Ordinal));
}
