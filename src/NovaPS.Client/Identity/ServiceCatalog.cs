using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client;

/// <summary>Chooses the compute endpoint of a catalog.</summary>
internal static class ServiceCatalog
{
    /// <summary>The one endpoint that fits.</summary>
    /// <param name="token">The token, with its catalog.</param>
    /// <param name="region">The wanted region; null: there must be one only.</param>
    /// <param name="interface">public, internal or admin.</param>
    /// <param name="projects">The projects that the user may log in to, where that is why there is no endpoint; null: not known.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: none fits, or several do; the message lists them.</exception>
    public static CatalogEndpoint Choose(KeystoneToken token, string? region, string @interface, IReadOnlyCollection<string>? projects = null)
    {
        // Old catalogs write publicURL.
        var name = @interface.EndsWith("URL", StringComparison.Ordinal) ? @interface.Substring(0, @interface.Length - 3) : @interface;
        var offered = token.Compute.Where(e => e.Url is not null && string.Equals(e.Interface, name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (offered.Count == 0)
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, token.Compute.Count == 0
                ? NoEndpoint(token, projects)
                : "The catalog has no " + name + " compute endpoint. It has: " + List(token.Compute.Select(e => e.Interface)) + " (-Interface).");
        }

        var fitting = region is null ? offered : offered.Where(e => e.Region == region).ToList();
        if (fitting.Count == 0)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "No region '" + region + "'. The catalog has: " + List(offered.Select(e => e.Region)) + " (-Region).");
        if (fitting.Select(e => e.Region).Distinct().Skip(1).Any())
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "Several regions fit. Choose one with -Region: " + List(fitting.Select(e => e.Region)) + ".");
        return fitting[0];
    }

    private static string NoEndpoint(KeystoneToken token, IReadOnlyCollection<string>? projects)
    {
        if (token.ProjectId is not null)
            return "The catalog has no compute endpoint for the project " + (token.ProjectName ?? token.ProjectId) + ". Give Nova's with -Endpoint.";
        return "The token is for no project, and servers belong to projects. " + (projects is { Count: > 0 }
            ? "Choose one with -ProjectName: " + List(projects) + "."
            : projects is not null ? "The user has a role in none: an administrator can give one." : "Choose one with -ProjectName or -ProjectId.");
    }

    private static string List(IEnumerable<string?> names) =>
        string.Join(", ", names.Where(n => n is not null).Distinct().OrderBy(n => n, StringComparer.Ordinal));
}
