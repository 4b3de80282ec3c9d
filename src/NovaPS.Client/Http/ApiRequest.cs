using System;
using System.Net.Http;
using System.Text.RegularExpressions;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Http;

/// <summary>One request, before it is sent.</summary>
internal sealed class ApiRequest(HttpMethod method, Uri uri)
{
    /// <summary>Longer than any id or time, so it may be a token in the link to the next page.</summary>
    private static readonly Regex TokenLike = new("[A-Za-z0-9_-]{64,}", RegexOptions.CultureInvariant);

    public HttpMethod Method { get; } = method;

    public Uri Uri { get; } = uri;

    /// <summary>Whether the Date header of the response is the time of Nova. Other services can have other clocks.</summary>
    public bool IsToNova { get; init; } = true;

    /// <summary>The value of X-Auth-Token; null if the request needs no token.</summary>
    public string? Token { get; set; }

    /// <summary>The value of X-Subject-Token (Keystone: the token that the request applies to).</summary>
    public string? SubjectToken { get; init; }

    /// <summary>The requested microversion of the compute API; null for none.</summary>
    public Microversion? Microversion { get; init; }

    /// <summary>The JSON body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>
    /// The status code of a success. Another 2xx is also a success if its body is valid; if the body is not read, only if the response has
    /// a request id, which a response of a proxy does not have.
    /// </summary>
    public int Expected { get; init; } = 200;

    /// <summary>
    /// The limits of the body of a success; null if it is not read. Without Content-Length, a body may end only with the connection.
    /// </summary>
    public ResponseLimits? Limits { get; init; } = ResponseLimits.Document;

    /// <summary>
    /// When it was first sent, on the monotonic clock, because a load balancer that responded 503 may have forwarded it; null if it was not
    /// sent. Attempts that were certainly refused, such as with an expired token, do not count.
    /// </summary>
    public TimeSpan? FirstSentAt { get; set; }

    /// <summary>Whether an earlier attempt had a response that does not show whether the cloud carried it out.</summary>
    public bool MayBeAccepted { get; set; }

    /// <summary>Whether it can be sent again even if the cloud carried out the first attempt.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>The value of Openstack-Auth-Receipt (Keystone: the login that the request continues).</summary>
    public string? Receipt { get; init; }

    /// <summary>
    /// A header that makes a 401 a response to be read, because the login can be continued; null if every 401 is an error.
    /// </summary>
    public string? ChallengeHeader { get; init; }

    /// <summary>Redacts the secrets of the connection; the tokens of the request are added when it is sent.</summary>
    public SecretRedactor? Redactor { get; set; }

    /// <summary>Redacts the secrets of the connection in untrusted text.</summary>
    public string Redact(string text) => Redactor?.Redact(text) ?? text;

    /// <summary>
    /// Returns the path and query for a trace. The query of a next page is from the cloud, and could contain a secret.
    /// </summary>
    public string RedactedPath() => Redact(Uri.AbsolutePath) + TokenLike.Replace(Redact(Uri.Query), "***");
}
