using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;

namespace NovaPS.Client.Compute;

/// <summary>The compute endpoint, as people and catalogs write it.</summary>
internal static class ComputeEndpoint
{
    private const string EndpointRemedy = "Pass the URL of Nova with -Endpoint, such as https://nova.example.com:8774/v2.1.";

    /// <summary>The last one counts: a gateway may have versions of its own before it.</summary>
    private static readonly Regex Versioned = new(@"/v2(\.\d+)?(?=/|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.RightToLeft);

    /// <summary>Where Keystone stands. A gateway may have a version of its own before Nova's, so only the end counts.</summary>
    private static readonly Regex Keystone = new(@"(/v3|/v2\.0|/identity(/v[\d.]+)?)(/auth(/tokens)?)?/*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>%(project_id)s as keystoneauth fills it in, $(project_id)s as Keystone's catalog does.</summary>
    private static readonly Regex Placeholder = new(@"[%$]\((\w+)\)s", RegexOptions.CultureInvariant);

    /// <summary>Whether the URL says which version of the API it is of: .../v2.1, .../v2/{project_id}.</summary>
    public static bool HasVersion(Uri uri) => Versioned.IsMatch(uri.AbsolutePath);

    /// <summary>The URL with the ids of the project and of the user filled in.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it refers to something else.</exception>
    public static string Expand(string text, string projectId, string? userId) => Placeholder.Replace(text, m => m.Groups[1].Value switch
    {
        "project_id" or "tenant_id" => projectId,
        "user_id" when userId is not null => userId,
        var other => throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the endpoint refers to " + other
            + ", which cannot be filled in; project_id, tenant_id and user_id can") { Remedy = EndpointRemedy },
    });

    /// <summary>Refuses to send a token without TLS where the catalog of a Keystone with TLS, and not the user, asks for it.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the endpoint has http, and is not on this machine.</exception>
    public static void RefuseHttp(string endpoint, Uri authUrl)
    {
        if (authUrl.Scheme == "https" && Uri.TryCreate(endpoint.Trim(), UriKind.Absolute, out var uri) && uri is { Scheme: "http",
            IsLoopback: false })
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the catalog of " + authUrl.AbsoluteUri
                + " names the compute endpoint http://" + uri.Authority + uri.AbsolutePath + ", which does not use TLS")
            {
                Remedy = "To send the token without TLS, use -AllowHttpEndpoint. To use another URL, pass it with -Endpoint.",
            };
        }
    }

    /// <summary>Where the version document of an endpoint stands: .../v2.1/ of .../v2.1/{project_id}.</summary>
    public static Uri VersionRoot(Uri endpoint)
    {
        var match = Versioned.Match(endpoint.AbsolutePath);
        var path = match.Success ? endpoint.AbsolutePath.Substring(0, match.Index + match.Length) : endpoint.AbsolutePath;
        return new Uri(endpoint.GetLeftPart(UriPartial.Authority) + path.TrimEnd('/') + "/");
    }

    /// <summary>
    /// The endpoint behind a catalog's URL. One without a version is asked what it has, and v2.1 is preferred. Of the answer only the
    /// ids count: its links may name a host behind a proxy.
    /// </summary>
    /// <exception cref="NovaException">NovaEndpointNotFound: there is no compute API; or the request failed.</exception>
    public static async Task<Uri> DiscoverAsync(HttpTransport transport, string text, string? projectId, IClientLog log,
        CancellationToken cancellation)
    {
        var uri = Parse(text, projectId);
        if (HasVersion(new Uri(text.Trim())))
            return uri;
        var bare = new Uri(text.Trim()).AbsoluteUri.TrimEnd('/');
        log.Verbose("The endpoint " + bare + " names no version: asking which it has.");
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
    /// The endpoint, without a slash at its end. One without a version is completed as the contract says: /v2/{project_id}.
    /// </summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is no http URL, or Keystone's.</exception>
    public static Uri Parse(string text, string? projectId)
    {
        // Not quoted: a password or a token may stand there.
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
                Remedy = "Pass this URL with -AuthUrl, or the URL of Nova with -Endpoint, such as https://nova.example.com:8774/v2.1.",
            };
        }

        if (projectId is not null && !ApiPath.IsId(projectId))
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "'" + projectId
                + "' is not a project ID, which consists of letters and digits") { Remedy = "Pass the project ID with -ProjectId." };
        var bare = uri.AbsoluteUri.TrimEnd('/');
        if (Versioned.IsMatch(uri.AbsolutePath))
            return new Uri(bare);
        return new Uri(projectId is null ? bare + "/v2.1" : bare + "/v2/" + projectId);
    }
}
