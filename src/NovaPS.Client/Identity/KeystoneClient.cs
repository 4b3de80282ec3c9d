using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Client.Identity;

/// <summary>The requests to Keystone's v3 API.</summary>
/// <param name="transport">The transport to Keystone. The client disposes of it.</param>
/// <param name="authUrl">The URL of the v3 API, from <see cref="ParseAuthUrl"/>.</param>
internal sealed partial class KeystoneClient(HttpTransport transport, Uri authUrl) : IDisposable
{
    /// <summary>The maximum number of concurrent requests: logins, tab completion, and Disconnect-NovaProject.</summary>
    public const int MaxConcurrency = 4;

    private const string TokensPath = "/auth/tokens";

    /// <summary>
    /// "Could not find token", "Could not find Application Credential", "Could not recognize Fernet token". For a wrong URL, the message is
    /// "The requested URL was not found on the server". Source: keystone/exception.py.
    /// </summary>
    private static readonly Regex NamesCredential = new("^could not|token|credential",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The URL of the v3 API.</summary>
    public Uri AuthUrl => authUrl;

    public void Dispose() => transport.Dispose();

    /// <summary>Returns the URL of the v3 API for a URL with or without /v3 and a trailing slash.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is not an http or https URL, or is for Keystone v2.0.</exception>
    public static Uri ParseAuthUrl(string text)
    {
        // The URL is not quoted, because it may have a password or token.
        if (text.Contains("@") || text.Contains("?"))
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the auth URL has a user or a query") { Remedy = "Specify the URL of Keystone only, and the user with -Credential." };
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the auth URL '" + text + "' is not an http or https URL")
            {
                Remedy = "Specify the URL of Keystone, such as https://keystone.example.com:5000/v3.",
            };
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith(TokensPath, StringComparison.OrdinalIgnoreCase))
            path = path.Substring(0, path.Length - TokensPath.Length);
        var isV3 = path.EndsWith("/v3", StringComparison.OrdinalIgnoreCase);
        if (path.EndsWith("/v2.0", StringComparison.OrdinalIgnoreCase) || path.EndsWith("/v2", StringComparison.OrdinalIgnoreCase))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the auth URL '" + text + "' is for Keystone v2.0, which OpenStack removed in 2018 (Queens)")
            {
                Remedy = "Specify the v3 URL of the same Keystone.",
            };
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority) + (isV3 ? path : path + "/v3"));
    }

    /// <summary>GET /v3: the version document.</summary>
    public Task<KeystoneVersion> ReadVersionAsync(IClientLog log, CancellationToken cancellation) =>
        KeystoneVersion.ReadAsync(transport, authUrl, log, cancellation);

    /// <summary>
    /// POST /v3/auth/tokens. If Keystone requires another method that the credential supports, a second request continues the login.
    /// </summary>
    public async Task<KeystoneToken> LogInAsync(NovaCredential credential, ProjectScope? scope, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            var (token, receipt) = await LogInAsync(credential, credential.Methods, null, scope, log, cancellation).ConfigureAwait(false);
            if (receipt?.Complete(credential.Available) is { } missing)
            {
                log.Verbose("Keystone requires another login method: sending " + string.Join(" and ", missing) + ".");
                (token, _) = await LogInAsync(credential, missing, receipt, scope, log, cancellation).ConfigureAwait(false);
            }

            transport.Redactor.AddToken(token!.Value);
            return token;
        }
        catch (NovaException e) when (e is { StatusCode: 404, FaultKind: "error", FaultMessage: { } text } && NamesCredential.IsMatch(text))
        {
            // Keystone responds 404 if the token or application credential no longer exists.
            e.ErrorId = NovaErrorId.NovaUnauthorized;
            if (credential is TokenCredential)
                e.Note("The token has expired, was revoked, or is from another cloud.");
            throw;
        }
        catch (NovaException e) when (e.ErrorId is NovaErrorId.NovaEndpointNotFound or NovaErrorId.NovaServerNotFound
            || e.StatusCode == 405)
        {
            // The URL may be that of Nova or of another web server, whose message would be misleading.
            e.Reason = await SupportsOnlyVersion2Async(log, cancellation).ConfigureAwait(false)
                ? "the Keystone at " + authUrl.Authority + " supports only v2.0, which OpenStack removed in 2018 (Queens)"
                : "there is no Keystone v3 at " + authUrl.AbsoluteUri;
            (e.ErrorId, e.Remedy) = (NovaErrorId.NovaEndpointNotFound,
                "Check -AuthUrl (auth_url, OS_AUTH_URL). The URL of Keystone usually ends in /v3.");
            throw;
        }
    }

    /// <summary>
    /// DELETE /v3/auth/tokens. The token is then no longer valid; services that cache it may accept it for some minutes.
    /// </summary>
    public async Task RevokeAsync(string token, IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Delete, At(TokensPath))
        {
            Token = token,
            SubjectToken = token,
            Expected = 204,
            Limits = null,
        };
        await transport.SendAsync(request, static _ => true, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>GET /v3/auth/projects: the names of the projects for which the user can get a token.</summary>
    public async Task<List<string>> ListProjectsAsync(string token, IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Get, At("/auth/projects")) { Token = token };
        return await transport.SendAsync(request, response =>
        {
            var names = new List<string>();
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name == "projects")
                    reader.ReadTextOfEach("name", names.Add);
            });
            return names;
        }, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the version document, which can be read without a token, has v2.0 but not v3.</summary>
    private async Task<bool> SupportsOnlyVersion2Async(IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Get, new Uri(authUrl, ".")) { Expected = 300 };
        try
        {
            var ids = await transport.SendAsync(request, ReadVersions, log, cancellation).ConfigureAwait(false);
            return ids.Exists(id => id.StartsWith("v2", StringComparison.Ordinal))
                && !ids.Exists(id => id.StartsWith("v3", StringComparison.Ordinal));
        }
        catch (NovaException)
        {
            return false;
        }
    }

    /// <summary>
    /// Sends one request of a login, and returns either a token, or a receipt if the credential supports the missing methods.
    /// </summary>
    private Task<(KeystoneToken? Token, AuthReceipt? Receipt)> LogInAsync(NovaCredential credential, IReadOnlyList<string> methods,
        AuthReceipt? earlier, ProjectScope? scope, IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Post, At(TokensPath))
        {
            Body = AuthRequest.Create(credential, methods, scope),
            Expected = 201,
            Limits = ResponseLimits.Catalog,
            Receipt = earlier?.Value,
            ChallengeHeader = AuthReceipt.Header,
        };
        return transport.SendAsync<(KeystoneToken?, AuthReceipt?)>(request, response =>
        {
            if (AuthReceipt.Read(response) is not { } receipt)
                return (TokenReader.Read(response, scope), null);
            return earlier is null && receipt.Complete(credential.Available) is not null ? (null, receipt) : throw receipt.ToException();
        }, log, cancellation);
    }

    private Uri At(string path) => new(authUrl.AbsoluteUri + path);

    private static List<string> ReadVersions(ApiResponse response)
    {
        var ids = new List<string>();
        JsonReading.ReadBody(response.Body, (reader, name) =>
        {
            if (name == "versions")
                reader.ReadMembers((values, _) => values.ReadTextOfEach("id", ids.Add));
        });
        return ids;
    }
}
