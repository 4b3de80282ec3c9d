using System;
using System.Linq;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Identity;

/// <summary>Finds the endpoints of services other than compute, in the same region and with the same interfaces.</summary>
/// <param name="request">The settings of the login.</param>
/// <param name="region">The region of the compute endpoint; null for any.</param>
internal sealed class CatalogServices(ConnectRequest request, string? region)
{
    /// <summary>Returns the URL of a service; null if the catalog has none.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the endpoint does not use TLS, although Keystone does.</exception>
    public string? Find(KeystoneToken token, string type)
    {
        var offered = token.Catalog.Where(e => e.ServiceType == type && !string.IsNullOrEmpty(e.Url)
            && (region is null || e.Region == region)).ToList();
        var chosen = request.Interfaces.Select(ServiceCatalog.RemoveUrlSuffix).SelectMany(i => offered.Where(e =>
            string.Equals(e.Interface, i, StringComparison.OrdinalIgnoreCase))).FirstOrDefault();
        if (chosen is null || !Uri.TryCreate(chosen.Url!.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        if (!request.AllowHttpEndpoint)
            ComputeEndpoint.RefuseHttp(chosen.Url!, request.AuthUrl, type);
        return uri.AbsoluteUri;
    }
}
