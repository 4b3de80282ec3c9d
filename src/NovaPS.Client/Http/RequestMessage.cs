using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Reflection;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Http;

/// <summary>Creates the HTTP message of a request.</summary>
internal static class RequestMessage
{
    private static readonly Microversion FirstStandard = new(2, 27);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly string UserAgent = "NovaPS/"
        + typeof(RequestMessage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static HttpRequestMessage Create(ApiRequest request, Uri uri)
    {
        var message = new HttpRequestMessage(request.Method, uri);
        message.Headers.TryAddWithoutValidation("Accept", Json.MediaType);
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        message.Headers.ExpectContinue = false;
        if (request.Token is not null)
            message.Headers.TryAddWithoutValidation("X-Auth-Token", request.Token);
        if (request.SubjectToken is not null)
            message.Headers.TryAddWithoutValidation("X-Subject-Token", request.SubjectToken);
        if (request.Receipt is not null)
            message.Headers.TryAddWithoutValidation(AuthReceipt.Header, request.Receipt);
        if (request.Microversion is { } version)
        {
            // Nova supports the standard header from 2.27 on, and the older one in all versions.
            if (version >= FirstStandard)
                message.Headers.TryAddWithoutValidation("OpenStack-API-Version", "compute " + version);
            else
                message.Headers.TryAddWithoutValidation("X-OpenStack-Nova-API-Version", version.ToString());
        }

        if (request.Body is not null)
        {
            // With a known length: Nova refuses chunked bodies (400 "Malformed request body").
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = Json;
        }
        else if (request.Method != HttpMethod.Get)
        {
            // Without content, .NET sends the request again if a kept connection was closed, although the first one may be carried out.
            message.Content = new ByteArrayContent([]);
        }

        return message;
    }
}
