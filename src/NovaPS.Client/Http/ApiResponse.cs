using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using NovaPS.Client.Compute;
using NovaPS.Client.Json;

namespace NovaPS.Client.Http;

/// <summary>A successful answer: its headers, and its body while it arrives.</summary>
internal sealed class ApiResponse(HttpResponseMessage response, ResponseBody body, TimeSpan sentAt, TimeSpan receivedAt,
    SecretRedactor redactor)
{
    /// <summary>The body, decompressed, as it comes from the network.</summary>
    public ResponseBody Body { get; } = body;

    /// <summary>The cloud's time of the answer (UTC); null where it does not say.</summary>
    public DateTime? Date => response.Headers.Date?.UtcDateTime.OrNull();

    /// <summary>When the request was first sent, by the clock that only runs forward.</summary>
    public TimeSpan SentAt { get; } = sentAt;

    /// <summary>When the headers of the response were there, by the same clock.</summary>
    public TimeSpan ReceivedAt { get; } = receivedAt;

    /// <summary>The cloud's id of the request, from either header.</summary>
    public string? RequestId => ReadRequestId(response.Headers, redactor);

    /// <summary>Whether the answer names its microversion, as every answer of Nova's v2.1 API does.</summary>
    public bool HasMicroversion => response.Headers.Contains("OpenStack-API-Version")
        || response.Headers.Contains("X-OpenStack-Nova-API-Version");

    /// <summary>Whether it is a page for a browser. To be asked before the body is read.</summary>
    public bool IsHtml => IsPage(response) || Body.PrefetchedText(64).TrimStart().StartsWith("<", StringComparison.Ordinal);

    /// <summary>The value of a header; null if it is missing, or stands there more than once.</summary>
    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) && values.Take(2).ToList() is { Count: 1 } one ? one[0] : null;

    /// <summary>Whether the headers of a response say that it is a page for a browser.</summary>
    public static bool IsPage(HttpResponseMessage response) => response.Content?.Headers.ContentType?.MediaType == "text/html";

    /// <summary>The cloud's id of a request; null where there is none, or what stands there has a secret in it.</summary>
    public static string? ReadRequestId(HttpResponseHeaders headers, SecretRedactor redactor)
    {
        // Nova's own name for it first: an action's record is kept under that id. A token is longer: an echo of one is no id.
        foreach (var name in new[] { "X-Compute-Request-Id", "X-OpenStack-Request-Id" })
        {
            if (headers.TryGetValues(name, out var values) && values.FirstOrDefault()?.Trim() is { } id && ApiPath.IsId(id)
                && redactor.Redact(id) == id)
                return id;
        }

        return null;
    }
}
