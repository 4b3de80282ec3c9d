using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using NovaPS.Client.Tests.Support;
using NovaPS.Client.Waiting;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests conditions of a wait beyond the status: an open port, a text on the console.</summary>
public sealed class ConditionTests : IDisposable
{
    private readonly ScriptedNova _nova = new();
    private readonly TestClock _clock = new();
    private Func<int> _hanging = () => 0;
    private IReadOnlyList<(string Id, NovaServer? Server, NovaException? Error)> _settled = [];

    public void Dispose() => _nova.Dispose();

    [Fact]
    public async Task Condition_IsChecked_OnlyWhenTheServerIsInTheTargetState()
    {
        _nova.Add("a", "SHUTOFF/powering-on", "ACTIVE", "ACTIVE", "ACTIVE");
        var condition = new Scripted("one", "no", "no", null);

        await WaitAsync(300, [condition]);

        Assert.Equal("ACTIVE", Assert.Single(_settled).Server!.Status);
        Assert.Equal(3, condition.Asked);
        Assert.Equal(4, _nova.Requests.Count);
    }

    [Fact]
    public async Task Condition_IsNotCheckedAgain_WhenItWasMet()
    {
        _nova.Add("a", "ACTIVE");
        var (first, second) = (new Scripted("one", (string?)null), new Scripted("two", "no", null));

        await WaitAsync(300, [first, second]);

        Assert.Null(Assert.Single(_settled).Error);
        Assert.Equal((1, 2), (first.Asked, second.Asked));
    }

    [Fact]
    public async Task Conditions_AreAllCheckedAgain_WhenTheServerRestarts()
    {
        _nova.Add("a", "ACTIVE", "REBOOT/rebooting", "ACTIVE");
        var (first, second) = (new Scripted("one", null, null), new Scripted("two", "no", null));

        await WaitAsync(300, [first, second]);

        Assert.Equal((2, 2), (first.Asked, second.Asked));
    }

    [Fact]
    public async Task Wait_ReportsFault_WhenTheServerGoesToErrorBeforeAConditionIsMet()
    {
        _nova.Add("a", "ACTIVE", "ERROR");

        await WaitAsync(300, [new Scripted("one", "no")]);

        Assert.Equal(NovaErrorId.NovaServerFaulted, Assert.Single(_settled).Error!.ErrorId);
    }

    [Fact]
    public async Task Probe_DelaysNoOtherServer_WhenItNeverCompletes()
    {
        _nova.Add("a", "ACTIVE");
        _nova.Add("b", "ACTIVE");
        var silent = new Silent("a");
        _hanging = () => silent.IsRunning ? 1 : 0;

        await WaitAsync(130, [silent], "a", "b");

        Assert.Equal("b", _settled[0].Id);
        Assert.Null(_settled[0].Error);
        Assert.Equal("Server 'n-a' (a) did not reach ACTIVE with Tcp:22 within 130 s; it is ACTIVE; the check of Tcp:22 has not completed.",
            _settled[1].Error!.Message);
    }

    [Fact]
    public async Task ConsoleCondition_RequestsTheLastThousandLines()
    {
        _nova.Add("a", "ACTIVE");
        _nova.Consoles = RawServer.Respond(200, "{\"output\": \"web1 login: \"}");

        await WaitAsync(300, [new ConsoleCondition("login:")]);

        Assert.Null(Assert.Single(_settled).Error);
        Assert.Equal("{\"os-getConsoleOutput\": {\"length\": 1000}}",
            Assert.Single(_nova.Received, r => r.Line.StartsWith("POST", StringComparison.Ordinal)).Body);
    }

    [Fact]
    public async Task Wait_ReportsTheRefusedCheck_WhenAnotherConditionIsNotMet()
    {
        _nova.Add("a", "ACTIVE");
        _nova.Consoles = ScriptedNova.Error(403, "forbidden", "Policy doesn't allow it.");

        await WaitAsync(300, [new Scripted("Tcp:22", "no"), new ConsoleCondition("login:")]);

        var error = Assert.Single(_settled).Error!;
        Assert.Equal(NovaErrorId.NovaForbidden, error.ErrorId);
        Assert.StartsWith("Cannot check Console:'login:' of server 'n-a' (a): Policy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task Wait_ReportsTheError_WhenItIsFatalToTheConnection(double seconds)
    {
        _nova.Add("a", "ACTIVE");
        _nova.Consoles = RawServer.Respond(404, "<html><title>Not Found</title></html>", type: "text/html");

        var error = await Assert.ThrowsAsync<NovaException>(() => WaitAsync(seconds, [new ConsoleCondition("login:")]));

        Assert.Equal(NovaErrorId.NovaEndpointNotFound, error.ErrorId);
        Assert.Empty(_settled);
    }

    [Fact]
    public async Task ConsoleCondition_ReportsProtocolError_WhenTheOutputIsNotText()
    {
        _nova.ResponseScript.Enqueue(RawServer.Respond(200, "{\"output\": {\"a\": 1}}"));

        Assert.Equal(NovaErrorId.NovaProtocolError,
            (await Clients.FailsAsync(CheckAsync(new ConsoleCondition("login:"), Server()))).ErrorId);
    }

    [Fact]
    public async Task Timeout_NamesTheCondition_WhenItIsNotMet()
    {
        _nova.Add("a", "ACTIVE");

        await WaitAsync(130, [new Scripted("Tcp:22", "port 22 of 10.0.0.5 refuses connections")]);

        var error = Assert.Single(_settled).Error!;
        Assert.Equal(NovaErrorId.NovaWaitTimeout, error.ErrorId);
        Assert.Equal("Server 'n-a' (a) did not reach ACTIVE with Tcp:22 within 130 s; it is ACTIVE; port 22 of 10.0.0.5 refuses "
            + "connections.", error.Message);
    }

    [Fact]
    public async Task TcpCondition_IsMet_OnlyWhenThePortAcceptsConnections()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        using var silent = new SilentPort();
        listener.Start();
        var server = Server(("127.0.0.1", "fixed"));

        Assert.Null(await CheckAsync(new TcpCondition(((IPEndPoint)listener.LocalEndpoint).Port, new AddressChoice(null, null)), server));
        Assert.Equal($"port {silent.Number} of 127.0.0.1 refuses connections",
            await CheckAsync(new TcpCondition(silent.Number, new AddressChoice(null, null)), server));
    }

    [Theory]
    [InlineData(null, null, "203.0.113.7")]
    [InlineData(null, "Fixed", "10.0.0.5")]
    [InlineData("back", null, "10.1.0.5")]
    [InlineData("back", "Floating", null)]
    public void Address_IsChosenByNetworkAndType_AndFloatingAddressesComeFirst(string? network, string? type, string? expected)
    {
        var server = Server(("fd00::5", "fixed"), ("10.0.0.5", "fixed"), ("203.0.113.7", "floating"));
        server.Addresses.Add(new NovaServerAddress { Network = "back", IPAddress = "10.1.0.5", Version = 4, Type = "fixed" });

        Assert.Equal(expected, new AddressChoice(network, type).Choose(server));
    }

    [Fact]
    public async Task TcpCondition_NamesTheMissingAddress_WhenTheServerHasNone() =>
        Assert.Equal("it has no floating address on the network 'net'",
            await CheckAsync(new TcpCondition(22, new AddressChoice("net", "Floating")), Server(("10.0.0.5", "fixed"))));

    [Theory]
    [InlineData("[ 1.0] Ubuntu 24.04\\nweb1 Login: ", null)]
    [InlineData("[ 1.0] secret", "its console log does not contain 'login:'")]
    [InlineData("", "its console log is empty")]
    public async Task ConsoleCondition_SearchesTheLog_AndNeverShowsIt(string log, string? expected)
    {
        _nova.ResponseScript.Enqueue(RawServer.Respond(200, "{\"output\": \"" + log + "\"}"));

        Assert.Equal(expected, await CheckAsync(new ConsoleCondition("login:"), Server()));
    }

    [Theory]
    [InlineData(404, "Guest does not have a console available.")]
    [InlineData(409, "Instance a is not ready")]
    public async Task ConsoleCondition_IsNotMet_WhenTheConsoleIsNotAvailableYet(int code, string message)
    {
        _nova.ResponseScript.Enqueue(ScriptedNova.Error(code, code == 404 ? "itemNotFound" : "conflictingRequest", message));

        Assert.Equal($"its console log cannot be read yet ({message.TrimEnd('.')})",
            await CheckAsync(new ConsoleCondition("login:"), Server()));
    }

    [Fact]
    public async Task Wait_ReportsForbidden_WhenTheConsoleCannotBeRead()
    {
        _nova.Add("a", "ACTIVE");
        _nova.Consoles = ScriptedNova.Error(403, "forbidden", "Policy doesn't allow os_compute_api:os-console-output to be performed.");

        await WaitAsync(300, [new ConsoleCondition("login:")]);

        var error = Assert.Single(_settled).Error!;
        Assert.Equal(NovaErrorId.NovaForbidden, error.ErrorId);
        Assert.Equal("Cannot check Console:'login:' of server 'n-a' (a): Policy doesn't allow os_compute_api:os-console-output to be "
            + "performed (HTTP 403).", error.Message);
    }

    [Theory]
    [InlineData("Tcp:22", null)]
    [InlineData("tcp:65535", null)]
    [InlineData("Console:login:", null)]
    [InlineData("Tcp:0", "has no valid port")]
    [InlineData("Tcp:", "has no valid port")]
    [InlineData("Tcp:ssh", "has no valid port")]
    [InlineData("Console:", "has no text")]
    [InlineData("Udp:53", "is not a condition")]
    [InlineData(null, "is not a condition")]
    public void FindProblem_NamesTheProblem_WhenTheTextIsNotACondition(string? text, string? problem)
    {
        if (problem is null)
            Assert.Null(WaitCondition.FindProblem(text));
        else
            Assert.Contains(problem, WaitCondition.FindProblem(text), StringComparison.Ordinal);
    }

    private static NovaServer Server(params (string Address, string Type)[] addresses) => new("a", "web1", "ACTIVE")
    {
        Addresses =
            [.. addresses.Select(a =>
            new NovaServerAddress { Network = "net", IPAddress = a.Address, Type = a.Type,
            Version = a.Address.Contains(':', StringComparison.Ordinal) ? 6 : 4 })],
    };

    private async Task<string?> CheckAsync(WaitCondition condition, NovaServer server)
    {
        using var client = _nova.Connect(SystemClock.Instance);
        return await condition.CheckAsync(client, server, new RecordingLog(), CancellationToken.None);
    }

    private Task WaitAsync(double seconds, WaitCondition[] conditions) => WaitAsync(seconds, conditions, "a");

    private async Task WaitAsync(double seconds, WaitCondition[] conditions, params string[] ids)
    {
        using var run = new DriverRun(_nova, _clock, null, conditions) { Hanging = _hanging };
        try
        {
            await run.RunAsync(seconds, ids.Select(id => new TrackedOperation(id, Operation.WaitFor("ACTIVE"))).ToArray());
        }
        finally
        {
            _settled = run.Outcomes;
        }
    }

    /// <summary>A condition whose check never completes for one server and is met for the others.</summary>
    private sealed class Silent(string id) : WaitCondition
    {
        public bool IsRunning { get; private set; }

        public override string Name => "Tcp:22";

        public override async Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log,
            CancellationToken cancellation)
        {
            if (server.Id != id)
                return null;
            IsRunning = true;
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        }
    }

    /// <summary>A condition with one scripted result per check; the last result repeats.</summary>
    private sealed class Scripted(string name, params string?[] results) : WaitCondition
    {
        public override string Name => name;

        public int Asked { get; private set; }

        public override Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation) =>
            Task.FromResult(results[Math.Min(Asked++, results.Length - 1)]);
    }
}
