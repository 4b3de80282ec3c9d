using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Threading.Tasks;
using NovaPS.Client.Tests.Support;

namespace NovaPS.Client.Tests.Diagnostics;

/// <summary>A Keystone and a Nova on one port, with faults that a test sets.</summary>
internal sealed class TestCloud : IDisposable
{
    public const string Token = "C4n4ry-issued-token";

    private readonly Dictionary<string, string?> _responses = [];
    private int _issued;

    public TestCloud(SslServerAuthenticationOptions? tls = null) =>
        Server = new RawServer(async request =>
        {
            if (Key(request) == Hanging)
            {
                Reached.TrySetResult();
                await Release.Task;
            }

            return _responses.TryGetValue(Key(request), out var response) ? response : Respond(request);
        }, tls);

    public RawServer Server { get; }

    /// <summary>The request that has no response before <see cref="Release"/>, such as "POST /v3/auth/tokens".</summary>
    public string? Hanging { get; set; }

    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The endpoints of the compute service, as JSON.</summary>
    public string Endpoints { get; set; } = """{"interface": "public", "region_id": "RegionOne", "url": "URL/v2.1"}""";

    public string Roles { get; set; } = """[{"name": "member"}, {"name": "reader"}]""";

    public string Project { get; set; } = """{"id": "p1", "name": "demo"}""";

    /// <summary>Further headers of each response of Nova and Keystone.</summary>
    public string Headers { get; set; } = "";

    public string Servers { get; set; } =
        """{"id": "0199340e-0f3e-4612-96be-6f1861b192b5", "name": "web1", "status": "ACTIVE", "tenant_id": "p1", "OS-EXT-STS:task_state": null}""";

    public IReadOnlyList<string> Requests => Server.Requests.Select(Key).ToArray();

    public void Dispose()
    {
        Release.TrySetResult();
        Server.Dispose();
    }

    /// <summary>Sets the response to a request, such as "GET /v3/"; null resets the connection.</summary>
    public void Set(string request, string? response) => _responses[request] = response;

    private static string Key(RawRequest request) => request.Line.Split(' ')[0] + " " + request.Target.Split('?')[0];

    private string Respond(RawRequest request)
    {
        var url = Server.Url.AbsoluteUri.TrimEnd('/');
        string Ok(string body, int status = 200) => RawServer.Respond(status, body, "OpenStack-API-Version: compute 2.93\r\n" + Headers);
        return Key(request) switch
        {
            "GET /v3/" => Ok("""{"version": {"id": "v3.14", "status": "stable"}}"""),
            "POST /v3/auth/tokens" => RawServer.Respond(201, """
                {"token": {"methods": ["password"], "issued_at": "2026-01-01T00:00:00.000000Z", "expires_at": "2026-01-01T01:00:00.000000Z",
                 "user": {"id": "u1", "name": "demo"}, "project": PROJECT, "roles": ROLES,
                 "catalog": [{"type": "compute", "name": "nova", "endpoints": [ENDPOINTS]}]}}
                """.Replace("PROJECT", Project, StringComparison.Ordinal).Replace("ROLES", Roles, StringComparison.Ordinal)
                .Replace("ENDPOINTS", Endpoints, StringComparison.Ordinal).Replace("URL", url, StringComparison.Ordinal),
                "X-Subject-Token: " + Token + (_issued++ == 0 ? string.Empty : "-" + _issued) + "\r\n" + Headers),
            "GET /v3/auth/projects" => Ok("""{"projects": [{"id": "p1", "name": "web"}]}"""),
            "DELETE /v3/auth/tokens" => RawServer.Respond(204),
            "GET /v2.1/" => Ok("""{"version": {"id": "v2.1", "version": "2.90", "min_version": "2.1"}}"""),
            "GET /v2.1/servers/detail" or "GET /v2.1/servers" => Ok("{\"servers\": [" + Servers + "]}"),
            "GET /v2.1/servers/0199340e-0f3e-4612-96be-6f1861b192b5/os-instance-actions" => Ok("""{"instanceActions": []}"""),
            _ => RawServer.Respond(404, "<html>nothing here</html>", type: "text/html"),
        };
    }
}
