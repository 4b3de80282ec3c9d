using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Tests.Support;

namespace NovaPS.Tests.Support;

/// <summary>A host that is connected, with -Endpoint, -ProjectId and -Token, to a server whose responses a test defines.</summary>
internal sealed class Cloud : IDisposable
{
    public const string Token = "gAAAAABtheToken";
    public const string Project = "b72dc11461c84102b97576ae24d2b88c";
    public const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nX-Compute-Request-Id: req-1\r\n\r\n";

    public Cloud(Func<RawRequest, string?> respond, string arguments = "")
        : this(new RawServer(respond), arguments)
    {
    }

    /// <param name="server">The server, which is disposed of with this object.</param>
    /// <param name="arguments">Further arguments of Connect-NovaProject.</param>
    public Cloud(RawServer server, string arguments = "")
    {
        Server = server;
        Host.Run($"$connection = Connect-NovaProject -Endpoint {Server.Url}v2.1 -ProjectId {Project} -Token {Token} {arguments}")
            .AssertNoErrors();
    }

    public ModuleHost Host { get; } = new();

    public RawServer Server { get; }

    /// <summary>The targets of the requests, except the version document, which a connection requests once.</summary>
    public IEnumerable<string> Targets => Server.Requests.Select(r => r.Target.Replace("/v2.1", string.Empty, StringComparison.Ordinal))
        .Where(t => t != "/");

    public IEnumerable<RawRequest> Posts => Server.Requests.Where(r => r.Line.StartsWith("POST", StringComparison.Ordinal));

    /// <summary>The nth server id of a test.</summary>
    public static string Id(int n) => $"00000000-0000-4000-8000-{n:d12}";

    public static string Refuse(int code, string kind, string message) =>
        RawServer.Respond(code, $$$"""{"{{{kind}}}": {"code": {{{code}}}, "message": "{{{message}}}"}}""", "X-Compute-Request-Id: req-9\r\n");

    /// <summary>A list of servers as Nova writes it.</summary>
    public static string List(params (int Number, string Name, string Status)[] servers) =>
        RawServer.Respond(200, "{\"servers\": [" + string.Join(",", servers.Select(s => Row(s.Number, s.Name, s.Status))) + "]}");

    public static string One(int number, string name, string status) =>
        RawServer.Respond(200, "{\"server\": " + Row(number, name, status) + "}");

    public void Dispose()
    {
        Host.Dispose();
        Server.Dispose();
    }

    private static string Row(int number, string name, string status) =>
        $$$"""{"id": "{{{Id(number)}}}", "name": "{{{name}}}", "status": "{{{status}}}", "tenant_id": "{{{Project}}}", "OS-EXT-STS:task_state": null, "created": "2026-11-23T22:56:45Z", "addresses": {"net": [{"addr": "10.0.0.{{{number}}}"}]}}""";
}
