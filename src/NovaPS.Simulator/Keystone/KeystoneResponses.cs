using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>Creates Keystone's responses, with the headers in Keystone's order. Keystone runs in uwsgi.</summary>
internal static class KeystoneResponses
{
    private const string Json = "application/json";

    public static HttpResponse Success(int status, byte[] body, string? subjectToken = null)
    {
        var response = new HttpResponse(status, body).With("Content-Type", Json).WithLength();
        if (subjectToken is not null)
            response.With("X-Subject-Token", subjectToken);
        return Finished(response);
    }

    /// <summary>The response to a login that needs further methods: a receipt, without WWW-Authenticate.</summary>
    public static HttpResponse Challenge(byte[] body, string receipt) =>
        Finished(new HttpResponse(401, body).With("Content-Type", Json).WithLength().With("Openstack-Auth-Receipt", receipt));

    public static HttpResponse NoContent() => Finished(new HttpResponse(204, []));

    /// <summary>The response to GET /, with one version.</summary>
    public static HttpResponse Choices(byte[] body, string location) =>
        Finished(new HttpResponse(300, body).With("Content-Type", Json).WithLength().With("Location", location));

    public static HttpResponse Error(int status, string message, string authUrl)
    {
        // Unlike other responses, errors have no spaces between members.
        var body = HttpResponse.Utf8(
            $"{{\"error\":{{\"code\":{Formats.Invariant(status)},\"message\":{Quoted(message)},"
            + $"\"title\":{Quoted(HttpReasons.For(status))}}}}}\n");
        var response = new HttpResponse(status, body).With("Content-Type", Json).WithLength();
        if (status == 401)
            response.With("WWW-Authenticate", $"Keystone uri=\"{authUrl}\"");
        return Finished(response);
    }

    public static HttpResponse MethodNotAllowed(string allow) => Finished(
        new HttpResponse(405, HttpResponse.Utf8("{\"message\": \"The method is not allowed for the requested URL.\"}\n"))
            .With("Content-Type", Json).WithLength().With("Allow", allow));

    /// <summary>The response of Flask to an unknown route, which is not JSON.</summary>
    public static HttpResponse NoRoute() => Finished(new HttpResponse(404, HttpResponse.Utf8(
        "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on "
        + "the server. If you entered the URL manually please check your spelling and try again.</p>\n"))
        .With("Content-Type", "text/html; charset=utf-8").WithLength());

    /// <summary>The response to a body that is too large, which oslo.middleware sends without Keystone's headers.</summary>
    public static HttpResponse TooLarge(string? accept)
    {
        var response = WebObErrorResponse.Create(413, WebObErrorResponse.TooLarge, accept).With("Connection", "close");
        response.IsKeystone = true;
        return response;
    }

    /// <summary>Adds the headers at the end of each response.</summary>
    public static HttpResponse Finished(HttpResponse response)
    {
        response.IsKeystone = true;
        return response.With("Vary", "X-Auth-Token").With("x-openstack-request-id", Formats.NewRequestId())
            .With("Connection", "close");
    }

    private static string Quoted(string text) => new PythonJson().Value(text).ToString();
}
