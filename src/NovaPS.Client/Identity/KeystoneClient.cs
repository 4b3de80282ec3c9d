using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Json;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Identity;

/// <summary>The parts of Keystone's v3 API that a Nova client needs.</summary>
/// <param name="transport">The way to it, which it owns: its limits are not those of Nova.</param>
/// <param name="authUrl">The URL of its v3 API.</param>
internal sealed class KeystoneClient(HttpTransport transport, Uri authUrl) : IDisposable
{
    /// <summary>Requests in flight: a login, and what tab completion and Disconnect-NovaProject send.</summary>
    public const int MaxConcurrency = 4;

    /// <summary>
    /// "Could not find token", "Could not find Application Credential", "Could not recognize Fernet token"; of a wrong URL Keystone says
    /// "The requested URL was not found on the server". Source: keystone/exception.py.
    /// </summary>
    private static readonly Regex NamesCredential = new("^could not|token|credential",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private readonly Uri _tokens = new(authUrl.AbsoluteUri.TrimEnd('/') + "/auth/tokens");

    /// <summary>The URL of its v3 API.</summary>
    public Uri AuthUrl => authUrl;

    public void Dispose() => transport.Dispose();

    /// <summary>The URL of the v3 API behind what people write: with or without /v3, with or without a slash.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is no http URL, or Keystone v2.0's.</exception>
    public static Uri ParseAuthUrl(string text)
    {
        // Not quoted: a password or a token may stand there.
        if (text.Contains("@") || text.Contains("?"))
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the auth URL has a user or a query") { Remedy = "Pass the URL of Keystone alone, and the user with -Credential." };
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "the auth URL '" + text + "' is not an http or https URL")
            {
                Remedy = "Pass the URL of Keystone, such as https://keystone.example.com:5000/v3.",
            };
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/auth/tokens", StringComparison.OrdinalIgnoreCase))
            path = path.Substring(0, path.Length - "/auth/tokens".Length);
        var isV3 = path.EndsWith("/v3", StringComparison.OrdinalIgnoreCase);
        if (path.EndsWith("/v2.0", StringComparison.OrdinalIgnoreCase) || path.EndsWith("/v2", StringComparison.OrdinalIgnoreCase))
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "the auth URL '" + text + "' is for Keystone v2.0, which OpenStack removed in 2018 (Queens)")
            {
                Remedy = "Pass the v3 URL of the same Keystone.",
            };
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority) + (isV3 ? path : path + "/v3"));
    }

    /// <summary>GET /v3: its version document.</summary>
    public Task<KeystoneVersion> ReadVersionAsync(IClientLog log, CancellationToken cancellation) =>
        KeystoneVersion.ReadAsync(transport, authUrl, log, cancellation);

    /// <summary>
    /// POST /v3/auth/tokens; once more, with the receipt of the first, where Keystone requires a further method that the credential has.
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

            return token!;
        }
        catch (NovaException e) when (e is { StatusCode: 404, FaultKind: "error", FaultMessage: { } says } && NamesCredential.IsMatch(says))
        {
            // Keystone says 404 of a token, or an application credential, that is not there any more.
            e.ErrorId = NovaErrorId.NovaUnauthorized;
            if (credential is TokenCredential)
                e.Note("The token has expired, was revoked, or is from another cloud.");
            throw;
        }
        catch (NovaException e) when (e.ErrorId is NovaErrorId.NovaEndpointNotFound or NovaErrorId.NovaServerNotFound
            || e.StatusCode == 405)
        {
            // What stands there may be a Nova, or no OpenStack at all: its own words would only lead astray.
            e.Reason = await SpeaksOnlyVersion2Async(log, cancellation).ConfigureAwait(false)
                ? "the Keystone at " + authUrl.Authority + " supports only v2.0, which OpenStack removed in 2018 (Queens)"
                : "there is no Keystone v3 at " + authUrl.AbsoluteUri;
            (e.ErrorId, e.Remedy) = (NovaErrorId.NovaEndpointNotFound,
                "Check -AuthUrl (auth_url, OS_AUTH_URL): Keystone's URL ends in /v3, as a rule.");
            throw;
        }
    }

    /// <summary>
    /// DELETE /v3/auth/tokens: the token is worth nothing from here on (where a service keeps it cached, from some minutes on).
    /// </summary>
    public async Task RevokeAsync(string token, IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Delete, _tokens) { Token = token, SubjectToken = token, Expected = 204,
            Limits = null };
        await transport.SendAsync(request, static _ => true, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>GET /v3/auth/projects: the names of the projects that a user may ask a token for.</summary>
    public async Task<List<string>> ListProjectsAsync(string token, IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Get, new Uri(authUrl.AbsoluteUri.TrimEnd('/') + "/auth/projects")) { Token = token };
        return await transport.SendAsync(request, response =>
        {
            var names = new List<string>();
            JsonReading.ReadBody(response.Body, (reader, name) =>
            {
                if (name == "projects")
                    reader.ReadElements(e => e.ReadMembers((r, n) => ReadText(r, n, "name", text => names.Add(text ?? string.Empty))));
                else
                    reader.Skip();
            });
            return names;
        }, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the version document, which every Keystone shows to anybody, has v2.0 and no v3.</summary>
    private async Task<bool> SpeaksOnlyVersion2Async(IClientLog log, CancellationToken cancellation)
    {
        var root = new Uri(authUrl.AbsoluteUri.TrimEnd('/').Substring(0, authUrl.AbsoluteUri.TrimEnd('/').Length - "v3".Length));
        try
        {
            var ids = await transport.SendAsync(new ApiRequest(HttpMethod.Get, root) { Expected = 300 }, ReadVersions, log, cancellation)
                .ConfigureAwait(false);
            return ids.Exists(id => id.StartsWith("v2", StringComparison.Ordinal))
                && !ids.Exists(id => id.StartsWith("v3", StringComparison.Ordinal));
        }
        catch (NovaException)
        {
            return false;
        }
    }

    /// <summary>One request of a login: either there is a token, or a receipt that the credential can answer.</summary>
    private Task<(KeystoneToken? Token, AuthReceipt? Receipt)> LogInAsync(NovaCredential credential, IReadOnlyList<string> methods,
        AuthReceipt? earlier, ProjectScope? scope, IClientLog log, CancellationToken cancellation)
    {
        var request = new ApiRequest(HttpMethod.Post, _tokens)
        {
            Body = AuthRequest.Create(credential, methods, scope),
            Expected = 201,
            Limits = ResponseLimits.Catalog,
            Secrets = credential.Secrets,
            Receipt = earlier?.Value,
            ChallengeHeader = AuthReceipt.Header,
        };
        return transport.SendAsync<(KeystoneToken?, AuthReceipt?)>(request, response =>
        {
            if (AuthReceipt.Read(response) is not { } receipt)
                return (Read(response, scope), null);
            return earlier is null && receipt.Complete(credential.Available) is not null ? (null, receipt) : throw receipt.ToException();
        }, log, cancellation);
    }

    private static List<string> ReadVersions(ApiResponse response)
    {
        var ids = new List<string>();
        JsonReading.ReadBody(response.Body, (reader, name) =>
        {
            if (name == "versions")
                reader.ReadMembers((values, _) => values.ReadElements(e =>
                    e.ReadMembers((r, n) => ReadText(r, n, "id", text => ids.Add(text ?? string.Empty)))));
            else
                reader.Skip();
        });
        return ids;
    }

    private static KeystoneToken Read(ApiResponse response, ProjectScope? scope)
    {
        var token = new KeystoneToken
        {
            Value = ReadValue(response),
            SentAt = response.SentAt,
            ReceivedAt = response.ReceivedAt,
        };
        JsonReading.ReadBody(response.Body, (reader, name) =>
        {
            if (name == "token")
                reader.ReadMembers((r, n) => ReadToken(r, n, token));
            else
                reader.Skip();
        });
        if (token.ProjectId is not null && !ApiPath.IsId(token.ProjectId))
            throw new JsonReaderException("the project's id is not valid");
        if (token.ProjectId is not null && scope?.Id is { } wanted && token.ProjectId != wanted)
            throw new JsonReaderException("the token is for another project than was asked for");
        // Every Keystone v3 has issued_at; Date is missing where it runs under uwsgi.
        token.IssuedAt ??= UtcTime.Of(response.Date);
        return token;
    }

    /// <summary>The token itself: one header of visible ASCII characters, as it has to go out again.</summary>
    private static string ReadValue(ApiResponse response)
    {
        var value = response.Header("X-Subject-Token");
        if (value is null && response.IsHtml)
            throw new NovaException(NovaErrorId.NovaEndpointNotFound, "the response is a page for a browser");
        return value is { Length: > 0 and <= ResponseLimits.MaxAuthToken } && value.All(c => c is > ' ' and < '\x7f') ? value
            : throw new JsonReaderException("it has no X-Subject-Token, or one that is not valid");
    }

    private static void ReadToken(JsonReader reader, string name, KeystoneToken token)
    {
        switch (name)
        {
            case "expires_at":
                token.Expires = reader.Time();
                break;
            case "issued_at":
                token.IssuedAt = UtcTime.Of(reader.Time());
                break;
            case "user":
                reader.ReadMembers((r, n) =>
                {
                    if (n == "id")
                        token.UserId = r.Text();
                    else
                        ReadText(r, n, "name", text => token.UserName = text);
                });
                break;
            case "project":
                reader.ReadMembers((r, n) =>
                {
                    if (n == "id")
                        token.ProjectId = r.Text();
                    else
                        ReadText(r, n, "name", text => token.ProjectName = text);
                });
                break;
            case "roles":
                reader.ReadElements(e => e.ReadMembers((r, n) => ReadText(r, n, "name", text => token.Roles.Add(text ?? string.Empty))));
                break;
            case "catalog":
                reader.ReadElements(r => ReadService(r, token));
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void ReadService(JsonReader reader, KeystoneToken token)
    {
        // Type and name may come after the endpoints.
        var (type, name, first) = ((string?)null, (string?)null, token.Catalog.Count);
        reader.ReadMembers((r, n) =>
        {
            if (n == "endpoints")
                r.ReadElements(e => token.Catalog.Add(ReadEndpoint(e)));
            else if (n == "name")
                name = r.Text();
            else
                ReadText(r, n, "type", text => type = text);
        });
        foreach (var endpoint in token.Catalog.Skip(first))
            (endpoint.ServiceType, endpoint.ServiceName) = (type, name);
    }

    private static CatalogEndpoint ReadEndpoint(JsonReader reader)
    {
        var endpoint = new CatalogEndpoint();
        reader.ReadMembers((r, n) =>
        {
            switch (n)
            {
                case "interface":
                    endpoint.Interface = r.Text();
                    break;
                case "region_id":
                    endpoint.Region = r.Text() ?? endpoint.Region;
                    break;
                case "region":
                    endpoint.Region ??= r.Text();
                    break;
                case "url":
                    endpoint.Url = r.Text();
                    break;
                default:
                    r.Skip();
                    break;
            }
        });
        return endpoint;
    }

    private static void ReadText(JsonReader reader, string name, string wanted, Action<string?> take)
    {
        if (name == wanted)
            take(reader.Text());
        else
            reader.Skip();
    }
}
