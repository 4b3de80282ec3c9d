using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Http;

/// <summary>A successful answer: its headers, and its body while it arrives.</summary>
internal sealed class ApiResponse(HttpResponseHeaders headers, Stream body, TimeSpan sentAt, TimeSpan receivedAt)
{
    /// <summary>An id as OpenStack makes them, with room for others. A token is longer: an echo of one is no id.</summary>
    private static readonly Regex Form = new("^[A-Za-z0-9._:-]{1,64}$", RegexOptions.CultureInvariant);

    /// <summary>The body, decompressed, as it comes from the network.</summary>
    public Stream Body { get; } = body;

    /// <summary>The cloud's time of the answer (UTC); null where it does not say.</summary>
    public DateTime? Date => headers.Date?.UtcDateTime;

    /// <summary>When the request was first sent, by the clock that only runs forward.</summary>
    public TimeSpan SentAt { get; } = sentAt;

    /// <summary>When the headers of the response were there, by the same clock.</summary>
    public TimeSpan ReceivedAt { get; } = receivedAt;

    /// <summary>The cloud's id of the request, from either header.</summary>
    public string? RequestId => ReadRequestId(headers);

    /// <summary>Whether the answer names its microversion, as every answer of Nova's v2.1 API does.</summary>
    public bool HasMicroversion => headers.Contains("OpenStack-API-Version") || headers.Contains("X-OpenStack-Nova-API-Version");

    public string? Header(string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    public static string? ReadRequestId(HttpResponseHeaders headers)
    {
        // Nova's own name for it first: an action's record is kept under that id.
        foreach (var name in new[] { "X-Compute-Request-Id", "X-OpenStack-Request-Id" })
        {
            if (headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { } id && Form.IsMatch(id.Trim()))
                return id.Trim();
        }

        return null;
    }
}
