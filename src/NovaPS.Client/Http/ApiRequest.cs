using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text.RegularExpressions;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Http;

/// <summary>One request, before it is sent.</summary>
internal sealed class ApiRequest(HttpMethod method, Uri uri)
{
    /// <summary>As long as no id or time is: a token, perhaps, in the link to a next page.</summary>
    private static readonly Regex LikeAToken = new("[A-Za-z0-9_-]{64,}", RegexOptions.CultureInvariant);

    public HttpMethod Method { get; } = method;

    public Uri Uri { get; } = uri;

    /// <summary>Goes out as X-Auth-Token; null: the call needs none.</summary>
    public string? Token { get; set; }

    /// <summary>Goes out as X-Subject-Token (Keystone: the token that the call is about).</summary>
    public string? SubjectToken { get; set; }

    /// <summary>The microversion of the compute API that the answer is to have; null: none is asked for.</summary>
    public Microversion? Microversion { get; set; }

    /// <summary>JSON; null: no body.</summary>
    public byte[]? Body { get; set; }

    /// <summary>
    /// The status code that means success. Any other 2xx does, too, if its body is what a success has; where the body is left alone, if the
    /// cloud names the request besides, which a proxy does not.
    /// </summary>
    public int Expected { get; set; } = 200;

    /// <summary>
    /// The limits of the body of a success; null: it is left alone. Without Content-Length it may end only with the connection.
    /// </summary>
    public ResponseLimits? Limits { get; set; } = ResponseLimits.Document;

    /// <summary>
    /// When it was first sent, by the clock that only runs forward: a load balancer that responded 503 may have passed it on. Sendings
    /// that were clearly refused, such as those with an expired token, do not count. null: it was not sent.
    /// </summary>
    public TimeSpan? FirstSentAt { get; set; }

    /// <summary>Whether an earlier sending had a response that leaves open whether the cloud carried it out.</summary>
    public bool MayHaveBegun { get; set; }

    /// <summary>Whether a second sending does no harm where the first was carried out.</summary>
    public bool IsRepeatable { get; set; } = true;

    /// <summary>Goes out as Openstack-Auth-Receipt (Keystone: the login that the call continues).</summary>
    public string? Receipt { get; set; }

    /// <summary>A header by which a 401 is read as a response: it says how to go on. null: every 401 is an error.</summary>
    public string? ChallengeHeader { get; set; }

    /// <summary>What in <see cref="Body"/> must never come back in an error: a server may echo what it was sent.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    /// <summary>Knows the secrets of the connection; those of the request are added when it is sent.</summary>
    public SecretRedactor? Redactor { get; set; }

    /// <summary>Text from outside, without the secrets of the connection.</summary>
    public string Redact(string text) => Redactor?.Redact(text) ?? text;

    /// <summary>
    /// Path and query, for a trace. What NovaPS itself asks for is no secret; what the cloud names as the next page could be one.
    /// </summary>
    public string RedactedPath() => Redact(Uri.AbsolutePath) + LikeAToken.Replace(Redact(Uri.Query), "***");
}
