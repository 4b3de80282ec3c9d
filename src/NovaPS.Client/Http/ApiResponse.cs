using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Http;

/// <summary>A successful response: its headers, and its body while it is received.</summary>
internal sealed class ApiResponse(HttpResponseMessage response, ResponseBody body, TimeSpan sentAt, TimeSpan receivedAt,
    SecretRedactor redactor)
{
    /// <summary>The body, decompressed while it is received.</summary>
    public ResponseBody Body { get; } = body;

    /// <summary>The number of bytes of the body; null if it is unknown, as for a compressed one.</summary>
    public long? ContentLength => response.Content?.Headers.ContentLength;

    /// <summary>The time of the response on the cloud's clock; null if it has no valid Date header.</summary>
    public DateTimeOffset? Date => response.Headers.Date?.OrNull();

    /// <summary>When the request was first sent, on the monotonic clock.</summary>
    public TimeSpan SentAt { get; } = sentAt;

    /// <summary>When the headers of the response were received, on the same clock.</summary>
    public TimeSpan ReceivedAt { get; } = receivedAt;

    /// <summary>The cloud's id of the request, from either header.</summary>
    public string? RequestId => field ??= ReadRequestId(response.Headers, redactor);

    /// <summary>Whether the response has a microversion, as every response of Nova's v2.1 API has.</summary>
    public bool HasMicroversion => response.Headers.Contains("OpenStack-API-Version")
        || response.Headers.Contains("X-OpenStack-Nova-API-Version");

    /// <summary>Whether it is an HTML page. Must be called before the body is read.</summary>
    public bool IsHtml => IsPage(response) || Body.PrefetchedText(64).TrimStart().StartsWith("<", StringComparison.Ordinal);

    /// <summary>Returns the value of a header; null if it is missing or occurs more than once.</summary>
    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) && values.Take(2).ToList() is { Count: 1 } one ? one[0] : null;

    /// <summary>Whether the content type of a response is HTML.</summary>
    public static bool IsPage(HttpResponseMessage response) => response.Content?.Headers.ContentType?.MediaType == "text/html";

    /// <summary>Returns the cloud's id of a request; null if there is none, or if it contains a secret.</summary>
    public static string? ReadRequestId(HttpResponseHeaders headers, SecretRedactor redactor)
    {
        // Nova's own header first, because the record of an action is stored under that id.
        foreach (var name in new[] { "X-Compute-Request-Id", "X-OpenStack-Request-Id" })
        {
            if (headers.TryGetValues(name, out var values) && values.FirstOrDefault()?.Trim() is { } id && ApiPath.IsId(id)
                && redactor.Redact(id) == id)
                return id;
        }

        return null;
    }
}
