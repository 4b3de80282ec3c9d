using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Compute;

/// <summary>Parses and completes compute endpoints from users and catalogs.</summary>
internal static class ComputeEndpoint
{
    private const string EndpointRemedy = "Specify the URL of Nova with -Endpoint, such as https://nova.example.com:8774/v2.1.";

    /// <summary>The version in a path. The last match is used, because a gateway may have a version of its own before it.</summary>
    private static readonly Regex Versioned = new(@"/v2(\.\d+)?(?=/|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.RightToLeft);

    /// <summary>The end of a URL of Keystone. A gateway may have a version of its own before Nova's, so only the end is matched.</summary>
    private static readonly Regex Keystone = new(@"(/v3|/v2\.0|/identity(/v[\d.]+)?)(/auth(/tokens)?)?/*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>%(project_id)s as in keystoneauth, or $(project_id)s as in Keystone's catalog.</summary>
    private static readonly Regex Placeholder = new(@"[%$]\((\w*)\)?s?", RegexOptions.CultureInvariant);

    /// <summary>Whether the URL has a version of the API: .../v2.1, .../v2/{project_id}.</summary>
    public static bool HasVersion(Uri uri) => Versioned.IsMatch(uri.AbsolutePath);

    /// <summary>Replaces the placeholders for the ids of the project and the user in a URL.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the URL has another placeholder.</exception>
    public static string Expand(string text, string projectId, string? userId) => Placeholder.Replace(text, m =>
        (m.Groups[1].Value, m.Value.EndsWith(")s", StringComparison.Ordinal)) switch
    {
        ("project_id" or "tenant_id", true) => projectId,
        ("user_id", true) when userId is not null => userId,
        (var name, false) => throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
            "the endpoint has the incomplete placeholder '" + m.Value + "'") { Remedy = "Write %(" + name + ")s." },
        var (other, _) => throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the endpoint refers to " + other
            + ", which is not supported; project_id, tenant_id and user_id are supported") { Remedy = EndpointRemedy },
    });

    /// <summary>Refuses an http endpoint from the catalog of an https Keystone, because the token would be sent without TLS.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the endpoint has http, and is not on this computer.</exception>
    public static void RefuseHttp(string endpoint, Uri authUrl, string service = "compute")
    {
        if (authUrl.Scheme == "https" && Uri.TryCreate(endpoint.Trim(), UriKind.Absolute, out var uri) && uri is { Scheme: "http",
            IsLoopback: false })
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the catalog of " + authUrl.AbsoluteUri
                + " has the " + service + " endpoint http://" + uri.Authority + uri.AbsolutePath + ", which does not use TLS")
            {
                Remedy = "To send the token without TLS, use -AllowHttpEndpoint."
                    + (service == "compute" ? " To use another URL, pass it with -Endpoint." : string.Empty),
            };
        }
    }

    /// <summary>Returns the URL of the version document of an endpoint: .../v2.1/ for .../v2.1/{project_id}.</summary>
    public static Uri VersionRoot(Uri endpoint)
    {
        var match = Versioned.Match(endpoint.AbsolutePath);
        var path = match.Success ? endpoint.AbsolutePath.Substring(0, match.Index + match.Length) : endpoint.AbsolutePath;
        return new Uri(endpoint.GetLeftPart(UriPartial.Authority) + path.TrimEnd('/') + "/");
    }

    /// <summary>
    /// Returns the endpoint for a URL from the catalog. If the URL has no version, its version document is read, and v2.1 is preferred.
    /// Only the ids in the document are used, because its links may have a host behind a proxy.
    /// </summary>
    /// <exception cref="NovaException">NovaEndpointNotFound: there is no compute API at the URL; or the request failed.</exception>
    public static async Task<Uri> DiscoverAsync(HttpTransport transport, string text, string? projectId, IClientLog log,
        CancellationToken cancellation)
    {
        var uri = Parse(text, projectId);
        if (HasVersion(new Uri(text.Trim())))
            return uri;
        var bare = new Uri(text.Trim()).AbsoluteUri.TrimEnd('/');
        log.Verbose("The endpoint " + bare + " has no version. Reading its version document.");
        List<ApiVersion> versions;
        try
        {
            versions = await ApiVersion.ReadAsync(transport, new Uri(bare + "/"), null, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode is not null)
        {
            (e.ErrorId, e.Reason) = (NovaErrorId.NovaEndpointNotFound, "there is no compute API at " + bare + ": " + e.Reason);
            throw;
        }

        if (versions.Any(v => v.Id == "v2.1"))
            return new Uri(bare + "/v2.1");
        if (versions.Any(v => v.Id == "v2.0") && projectId is not null)
            return new Uri(bare + "/v2/" + projectId);
        throw new NovaException(NovaErrorId.NovaEndpointNotFound,
            "the endpoint " + bare + " offers neither v2.1 nor v2.0 of the compute API") { Remedy = EndpointRemedy };
    }

    /// <summary>
    /// Returns the endpoint without a trailing slash. If it has no version, /v2/{project_id} is appended.
    /// </summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is not an http or https URL, or is a URL of Keystone.</exception>
    public static Uri Parse(string text, string? projectId)
    {
        // The URL is not quoted, because it may have a password or token.
        if (text.Contains("@") || text.Contains("?") || text.Contains("#"))
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the endpoint has a user, a query or a fragment") { Remedy = EndpointRemedy };
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the endpoint '" + text + "' is not an http or https URL") { Remedy = EndpointRemedy };
        }

        if (Keystone.IsMatch(uri.AbsolutePath))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the endpoint '" + text + "' is a URL of Keystone")
            {
                Remedy = "Specify this URL with -AuthUrl, or the URL of Nova with -Endpoint, such as https://nova.example.com:8774/v2.1.",
            };
        }

        if (projectId is not null && !ApiPath.IsId(projectId))
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "'" + projectId
                + "' is not a project id, which consists of letters and digits") { Remedy = "Specify the project id with -ProjectId." };
        var bare = uri.AbsoluteUri.TrimEnd('/');
        if (Versioned.IsMatch(uri.AbsolutePath))
            return new Uri(bare);
        return new Uri(projectId is null ? bare + "/v2.1" : bare + "/v2/" + projectId);
    }
}
