using System.Collections.Generic;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>Creates Nova's responses, with the headers in Nova's order.</summary>
internal static class NovaResponses
{
    private const string Json = "application/json";

    private static readonly Dictionary<int, string> FaultNames = new()
    {
        [400] = "badRequest",
        [401] = "unauthorized",
        [403] = "forbidden",
        [404] = "itemNotFound",
        [405] = "badMethod",
        [409] = "conflictingRequest",
        [413] = "overLimit",
        [415] = "badMediaType",
        [429] = "overLimit",
        [501] = "notImplemented",
        [503] = "serviceUnavailable",
    };

    public static HttpResponse Success(NovaContext context, int status, byte[] body) => WithIds(context, WithVersion(
        context, new HttpResponse(status, body).WithLength().With("Content-Type", Json)));

    /// <summary>An empty response with a Location. WebOb creates it, with the Content-Type of HTML.</summary>
    public static HttpResponse Located(NovaContext context, int status, string location) => WithIds(context, WithVersion(
        context, new HttpResponse(status, []).With("Content-Type", WebObErrorResponse.HtmlType).WithLength().With("Location", location)));

    /// <summary>The list of versions, which has no request id.</summary>
    public static HttpResponse Versions(byte[] body) => new HttpResponse(200, body).WithLength().With("Content-Type", Json);

    public static HttpResponse Fault(NovaContext context, int status, string message, string? retryAfter = null)
    {
        var json = new PythonJson().Object().Name(FaultNames.TryGetValue(status, out var name) ? name : "computeFault")
            .Object().Member("code", status).Member("message", message);
        if (status is 413 or 429)
            json.Member("retryAfter", retryAfter ?? "0");
        return Refusal(context, status, "application/json; charset=UTF-8", json.EndObject().EndObject().ToBytes());
    }

    /// <summary>A response with another body and Nova's headers.</summary>
    public static HttpResponse Refusal(NovaContext context, int status, string contentType, byte[] body) =>
        WithIds(context, WithVersion(context, new HttpResponse(status, body)).With("Content-Type", contentType).WithLength());

    /// <summary>The response of keystonemiddleware, which checks tokens before Nova.</summary>
    public static HttpResponse Unauthorized(NovaContext context)
    {
        var body = new PythonJson().Object().Name("error").Object().Member("code", 401).Member("title", "Unauthorized")
            .Member("message", "The request you have made requires authentication.").EndObject().EndObject().ToBytes();
        return WithIds(context, new HttpResponse(401, body).With("Content-Type", Json).WithLength()
            .With("WWW-Authenticate", $"Keystone uri=\"{context.Host}/\""));
    }

    /// <summary>The response to an unknown route: HTML, text, or JSON in another format than Nova's, depending on Accept.</summary>
    public static HttpResponse Outer(NovaContext context, int status, string explanation) => context.Request.Method == "HEAD"
        ? WithIds(context, new HttpResponse(status, []).With("Content-Type", WebObErrorResponse.HtmlType).WithLength())
        : WithIds(context, WebObErrorResponse.Create(status, explanation, context.Request.Header("Accept")));

    public static HttpResponse NoRoute(NovaContext context) => Outer(context, 404, "The resource could not be found.");

    private static HttpResponse WithVersion(NovaContext context, HttpResponse response)
    {
        if (context.EchoedVersion is not { } version)
            return response;
        return response.With("OpenStack-API-Version", "compute " + version)
            .With("X-OpenStack-Nova-API-Version", version)
            .With("Vary", "OpenStack-API-Version")
            .With("Vary", "X-OpenStack-Nova-API-Version");
    }

    private static HttpResponse WithIds(NovaContext context, HttpResponse response) =>
        response.With("x-openstack-request-id", context.RequestId).With("x-compute-request-id", context.RequestId);
}
