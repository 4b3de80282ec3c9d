using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Tests.Support;

/// <summary>A Keystone and a Nova behind one port: tokens are token-1, token-2 and so on, and Nova refuses the first ones.</summary>
internal sealed class ScriptedKeystone : IDisposable
{
    public const string Password = "pa\"ss\\wörd";

    private int _tokens;
    private int _refused;

    public ScriptedKeystone() => Server = new RawServer(Respond);

    public RawServer Server { get; }

    public string Expires { get; set; } = "2030-01-01T00:00:00.000000Z";

    public string ActionResponse { get; init; } = RawServer.Respond(202);

    public bool HasTwoRegions { get; set; }

    public string IssuedAt { get; set; } = "2026-01-01T00:00:00.000000Z";

    public bool RefusesLogins { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Whether every login returns the first token.</summary>
    public bool RepeatsToken { get; set; }

    /// <summary>The response to a login; null for a token.</summary>
    public Func<RawRequest, string?> LoginResponse { get; set; } = _ => null;

    /// <summary>The credential; by default demo's password.</summary>
    public NovaCredential? Credential { get; init; }

    /// <summary>The response to a request for names of users or projects, by its path below /v3.</summary>
    public Func<string, string>? Names { get; set; }

    public string[] NameRequests => Server.Requests.Select(r => r.Target)
        .Where(t => t.StartsWith("/v3/users", StringComparison.Ordinal)
            || t.StartsWith("/v3/projects", StringComparison.Ordinal)).ToArray();

    public RawRequest[] Logins => Server.Requests.Where(r => r.Target == "/v3/auth/tokens").ToArray();

    public void Refuse(int tokens) => _refused = tokens;

    public void Dispose() => Server.Dispose();

    public Task<NovaConnection> LogInAsync(IClock? clock = null, string? region = null, string @interface = "public",
        IClientLog? log = null)
    {
        var request = new ConnectRequest(KeystoneClient.ParseAuthUrl(Server.Url.AbsoluteUri),
            Credential ?? new PasswordCredential(null, "demo", DomainName.Parse("Default"), SecureText.From(Password)))
        {
            Scope = new ProjectScope(null, "demo", DomainName.Parse("default")),
            Region = region,
            Interfaces = [@interface],
        };
        return Connector.LogInAsync(request, clock ?? new TestClock(), log ?? NoLog.Instance, CancellationToken.None);
    }

    private string Respond(RawRequest request)
    {
        if (request.Target == "/v2.1/")
            return RawServer.Respond(404);
        if (Names is not null && request.Target.StartsWith("/v3/", StringComparison.Ordinal) && request.Target != "/v3/auth/tokens")
            return Names(request.Target.Substring("/v3".Length));
        if (request.Target != "/v3/auth/tokens")
        {
            var number = int.Parse(request.Header("X-Auth-Token")!.Split('-')[1], null);
            return number <= _refused ? RawServer.Respond(401, """{"error": {"code": 401, "message": "no"}}""") : ActionResponse;
        }

        if (LoginResponse(request) is { } response)
            return response;
        if (IsDown)
            return RawServer.Respond(503);
        if (RefusesLogins)
            return RawServer.Respond(401, """{"error": {"code": 401, "message": "no"}}""");
        var url = Server.Url + "v2.1";
        var more = HasTwoRegions ? ",{\"interface\": \"public\", \"region_id\": \"RegionTwo\", \"url\": \"" + url + "\"}"
            : string.Empty;
        return RawServer.Respond(201, "{\"token\": {\"issued_at\": \"" + IssuedAt + "\", \"expires_at\": \"" + Expires
            + "\", \"user\": {\"name\": \"demo\", \"id\": \"u1\"}, \"project\": {\"id\": \"p1\", \"name\": \"demo\", \"domain\": "
            + "{\"id\": \"default\"}}, "
            + "\"catalog\": [{\"endpoints\": [{\"interface\": \"public\", \"region_id\": \"RegionOne\", \"url\": \"http://wrong\"}], "
                + "\"type\": \"placement\"},"
            + "{\"endpoints\": [{\"interface\": \"public\", \"region_id\": \"RegionOne\", \"url\": \"" + url + "\"}" + more
                + "], \"type\": \"compute\"}]}}",
            "X-Subject-Token: token-" + (RepeatsToken ? 1 : Interlocked.Increment(ref _tokens)) + "\r\n");
    }
}
