using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Identity;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests the names of users and projects that Keystone shows.</summary>
public sealed class NameDirectoryTests : IDisposable
{
    private const string Refusal =
        """{"error": {"code": 403, "message": "You are not authorized to perform the requested action: identity:get_user."}}""";

    private readonly ScriptedKeystone _cloud = new() { Names = Show };
    private readonly TestClock _clock = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Names_AreRequestedOnce_WhenManyCommandsNeedThem()
    {
        var names = await ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LookUpAsync(names, ["u1", "u2", "u3", null], ["p1", "p2"])));

        Assert.Equal(["/v3/projects/p2", "/v3/users/u2", "/v3/users/u3"], _cloud.NameRequests.Order());
        Assert.Equal(("me", "name of u2", "name of u3"), (names.User("u1"), names.User("u2"), names.User("u3")));
        Assert.Equal(("demo", "name of p2"), (names.Project("p1"), names.Project("p2")));
    }

    [Fact]
    public async Task Refusal_EndsTheRequestsForOneKind()
    {
        _cloud.Names = path => path.StartsWith("/users", StringComparison.Ordinal) ? RawServer.Respond(403, Refusal) : Show(path);
        var names = await ConnectAsync();

        await LookUpAsync(names, ["u2", "u3"], ["p2"]);
        _clock.Move(TimeSpan.FromDays(1));
        await LookUpAsync(names, ["u3", "u4"], ["p3"]);

        Assert.Equal(["/v3/users/u2", "/v3/projects/p2", "/v3/projects/p3"], _cloud.NameRequests);
        Assert.Equal((null, "name of p3"), (names.User("u3"), names.Project("p3")));
        Assert.Single(_log.Decisions, d => d.Contains("The names of users cannot be looked up", StringComparison.Ordinal)
            && d.Contains("identity:get_user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_IsRepeatedAfterAMinute_WhenKeystoneFails()
    {
        _cloud.Names = _ => RawServer.Respond(500);
        var names = await ConnectAsync();

        await LookUpAsync(names, ["u2"], []);
        await LookUpAsync(names, ["u2"], []);
        Assert.Single(_cloud.NameRequests);
        _cloud.Names = Show;
        _clock.Move(TimeSpan.FromMinutes(1));
        await LookUpAsync(names, ["u2"], []);

        Assert.Equal("name of u2", names.User("u2"));
    }

    [Fact]
    public async Task List_IsRequestedOnce_WhenManyNamesAreUnknown()
    {
        // The list leaves out u9, which another domain has, and u12, which was deleted.
        _cloud.Names = path => path == "/users" ? RawServer.Respond(200, """{"users": [""" + string.Join(",",
                Enumerable.Range(2, 10).Where(n => n != 9).Select(n => $$"""{"id": "u{{n}}", "name": "listed {{n}}", "email": "x"}"""))
                + "]}")
            : path == "/users/u12" ? RawServer.Respond(404, """{"error": {"code": 404, "message": "Could not find user: u12."}}""")
            : Show(path);
        var names = await ConnectAsync();
        var ids = Enumerable.Range(2, 11).Select(n => "u" + n).ToArray();

        await LookUpAsync(names, ids, []);
        await LookUpAsync(names, ids, []);

        Assert.Equal(["/v3/users", "/v3/users/u12", "/v3/users/u9"], _cloud.NameRequests.Order());
        Assert.Equal(("listed 2", "name of u9", null), (names.User("u2"), names.User("u9"), names.User("u12")));
    }

    [Fact]
    public async Task Name_IsNotUsed_WhenTheResponseIsAboutAnotherUser()
    {
        _cloud.Names = _ => RawServer.Respond(200, """{"user": {"id": "u3", "name": "mallory"}}""");
        var names = await ConnectAsync();

        await LookUpAsync(names, ["u2", "../u3"], []);

        Assert.Equal(["/v3/users/u2"], _cloud.NameRequests);
        Assert.Null(names.User("u2"));
        Assert.Null(names.User("u3"));
    }

    [Fact]
    public async Task LookUp_SendsNothing_WhenTheUserPassedAToken()
    {
        var client = Clients.Connect(new Uri(_cloud.Server.Url, "/v2.1"));

        await LookUpAsync(client.Names, ["u2"], ["p2"]);

        Assert.Empty(_cloud.Server.Requests);
        Assert.Null(client.Names.User("u2"));
    }

    [Theory]
    [InlineData(true, "name of u2", "name of p2", 2)]
    [InlineData(false, "u2", "demo", 0)]
    public async Task List_LooksUpNames_OnlyForAllProjects(bool isAll, string user, string project, int requests)
    {
        // Without all projects, each row has the project of the connection.
        using var cloud = new ScriptedKeystone
        {
            Names = Show,
            ActionResponse = RawServer.Respond(200, """
                {"servers": [{"id": "s1", "tenant_id": "p1", "user_id": "u1"}, {"id": "s2", "tenant_id": "PROJECT", "user_id": "u2"}]}
                """.Replace("PROJECT", isAll ? "p2" : "p1", StringComparison.Ordinal)),
        };
        var client = (await cloud.LogInAsync(_clock)).Client!;

        var servers = await ServerLister.ReadAllAsync(client, new ServerFilter { AllProjects = isAll }, _log, CancellationToken.None);

        Assert.Equal([("me", "demo"), (user, project)], servers.Select(s => (s.User!, s.Project!)));
        Assert.Equal(requests, cloud.NameRequests.Length);
    }

    [Theory]
    [InlineData("me", "u1", 0)]
    [InlineData("ME", "u1", 0)]
    [InlineData("0955a27aa78a4328899a1b7806b04a31", "0955a27aa78a4328899a1b7806b04a31", 0)]
    [InlineData("alice", "u2 u3", 1)]
    [InlineData("Alice", "u2 u3", 1)]
    public async Task User_IsFoundByTextOfEachKind(string text, string ids, int requests)
    {
        _cloud.Names = _ => RawServer.Respond(200, """
            {"users": [{"id": "u2", "name": "alice"}, {"id": "u3", "name": "Alice"}, {"id": "u4", "name": "alice2"}]}
            """);
        var names = await ConnectAsync();

        Assert.Equal(ids, string.Join(" ", (await names.FindUsersAsync(text, _log, CancellationToken.None)).Order()));
        Assert.Equal(requests, _cloud.NameRequests.Length);
    }

    [Theory]
    [InlineData("demo", 403, null, null)]
    [InlineData("bob", 403, "NovaForbidden", "Specify the id of the user")]
    [InlineData("bob", 200, "NovaResourceNotFound", "Specify the id of the user")]
    public async Task User_IsAnError_WhenKeystoneDoesNotShowIt(string text, int status, string? id, string? remedy)
    {
        _cloud.Names = _ => RawServer.Respond(status, status == 200 ? """{"users": []}""" : Refusal);
        var names = await ConnectAsync();

        var error = await Record.ExceptionAsync(() => names.FindUsersAsync(text, _log, CancellationToken.None)) as NovaException;

        Assert.Equal(id, error?.ErrorId.ToString());
        Assert.StartsWith(remedy ?? string.Empty, error?.Remedy ?? string.Empty, StringComparison.Ordinal);
    }

    private static string Show(string path)
    {
        var parts = path.Split('/');
        return RawServer.Respond(200, $$$"""{"{{{parts[1].TrimEnd('s')}}}": {"id": "{{{parts[2]}}}", "name": "name of {{{parts[2]}}}"}}""");
    }

    private async Task<NameDirectory> ConnectAsync() => (await _cloud.LogInAsync(_clock)).Client!.Names;

    private Task LookUpAsync(NameDirectory names, string?[] users, string?[] projects) =>
        names.LookUpAsync(users, projects, _log, CancellationToken.None);
}
