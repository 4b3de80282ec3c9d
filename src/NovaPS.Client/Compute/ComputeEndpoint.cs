using System;
using System.Text.RegularExpressions;

namespace NovaPS.Client;

/// <summary>The compute endpoint, as people and catalogs write it.</summary>
internal static class ComputeEndpoint
{
    private static readonly Regex Versioned = new(@"/v\d+(\.\d+)?(/|$)", RegexOptions.CultureInvariant);

    /// <summary>The endpoint, without a slash at its end. One without a version is completed as the contract says: /v2/{project_id}.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is no http URL.</exception>
    public static Uri Parse(string text, string? projectId)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "The endpoint '" + text + "' is no http or https URL. Give Nova's, such as https://nova.example.com:8774/v2.1.");
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "The endpoint " + uri.Scheme + "://" + uri.Authority + uri.AbsolutePath + " has a user, a query or a fragment. Give the bare URL of Nova.");
        }

        var bare = uri.AbsoluteUri.TrimEnd('/');
        if (Versioned.IsMatch(uri.AbsolutePath))
            return new Uri(bare);
        return new Uri(projectId is null ? bare + "/v2.1" : bare + "/v2/" + projectId);
    }
}
