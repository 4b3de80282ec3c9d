using System.Linq;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Json;
using Newtonsoft.Json;

namespace NovaPS.Client.Identity;

/// <summary>Reads tokens. Source: Identity API v3, "Password authentication with scoped authorization" (response).</summary>
internal static class TokenReader
{
    /// <summary>Reads the response to a login.</summary>
    /// <param name="response">The response.</param>
    /// <param name="scope">The requested project; null for none.</param>
    /// <exception cref="JsonException">The response has no valid token, or the token is for another project.</exception>
    /// <exception cref="NovaException">NovaEndpointNotFound: the response is an HTML page.</exception>
    public static KeystoneToken Read(ApiResponse response, ProjectScope? scope)
    {
        var token = new KeystoneToken
        {
            Value = ReadValue(response),
            SentAt = response.SentAt,
            ReceivedAt = response.ReceivedAt,
        };
        var hasToken = false;
        JsonReading.ReadBody(response.Body, (reader, name) =>
        {
            if (name != "token")
                return;
            hasToken = true;
            reader.ReadMembers((r, n) => ReadToken(r, n, token));
        });
        if (!hasToken)
            throw new JsonReaderException("it has no token");
        if (token.ProjectId is not null && !ApiPath.IsId(token.ProjectId))
            throw new JsonReaderException("the project id is not valid");
        if (token.ProjectId is not null && scope?.Id is { } wanted && token.ProjectId != wanted)
            throw new JsonReaderException("the token is not for the requested project");
        // Every Keystone v3 returns issued_at; under uWSGI there is no Date header.
        token.IssuedAt ??= response.Date;
        return token;
    }

    /// <summary>Reads the token. It must be sent in a header later, so it must consist of visible ASCII characters.</summary>
    private static string ReadValue(ApiResponse response)
    {
        var value = response.Header("X-Subject-Token");
        if (value is null && response.IsHtml)
            throw new NovaException(NovaErrorId.NovaEndpointNotFound, "the response is an HTML page");
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
                token.IssuedAt = reader.Time();
                break;
            case "user":
                reader.ReadMembers((r, n) =>
                {
                    if (n == "id")
                        token.UserId = r.Text();
                    else if (n == "name")
                        token.UserName = r.Text();
                });
                break;
            case "project":
                reader.ReadMembers((r, n) =>
                {
                    if (n == "id")
                        token.ProjectId = r.Text();
                    else if (n == "name")
                        token.ProjectName = r.Text();
                });
                break;
            case "roles":
                reader.ReadTextOfEach("name", token.Roles.Add);
                break;
            case "catalog":
                reader.ReadElements(r => ReadService(r, token));
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
            else if (n == "type")
                type = r.Text();
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
            }
        });
        return endpoint;
    }
}
