using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Tests.Support;
using Xunit;

namespace NovaPS.Simulator.Tests;

/// <summary>Tests the console and the addresses of a server, as far as the recordings of a real Nova do not cover them.</summary>
public class ConsoleTests : SimulatorTest
{
    [Theory]
    [InlineData("{}", "one\ntwo\nthree\n")]
    [InlineData("""{"length": 1}""", "")]
    [InlineData("""{"length": 2}""", "three\n")]
    [InlineData("""{"length": 99999999999999999999}""", "one\ntwo\nthree\n")]
    public void ConsoleOutput_IsLimitedToTheLastLines(string arguments, string output) =>
        Assert.Equal(output, Output("one\ntwo\nthree\n", arguments));

    [Fact]
    public void ConsoleOutput_HasNoControlCharacters() => Assert.Equal("[31mred\tlogin:\n", Output("\u001b[31mred\tlogin:\r\n\0", "{}"));

    [Fact]
    public void SetConsoleOutput_ChangesOnlyTheConsole()
    {
        var id = Simulator.AddServer("a", "ACTIVE").Id!;
        var before = Get("/v2.1/servers/" + id).Body;
        Now += TimeSpan.FromMinutes(1);
        Simulator.SetConsoleOutput("a", "login:");
        Assert.Equal("login:", (string?)Act(id, """{"os-getConsoleOutput": {}}""").Json["output"]);
        Assert.Equal(before, Get("/v2.1/servers/" + id).Body);
        Assert.Throws<ArgumentException>(() => Simulator.SetConsoleOutput("b", ""));
    }

    [Fact]
    public void ConsoleOutput_IsRefused_WhenTheServerHasNoHost()
    {
        var id = Simulator.AddServer("a", "SHELVED_OFFLOADED").Id!;
        var response = Act(id, """{"os-getConsoleOutput": {}}""");
        Assert.Equal((409, $"Instance {id} is not ready"), (response.Status, response.Message));
    }

    [Theory]
    [InlineData("address")]
    [InlineData("IPAddress")]
    public void FloatingAddress_IsShown_AndNotSearched(string key)
    {
        var addresses =
            new Hashtable { ["net"] = new object[] { "10.0.0.5", new Hashtable { [key] = "203.0.113.7", ["TYPE"] = "Floating" } } };
        var id = Simulator.AddServer(new NovaSimulatorServer("a", "ACTIVE") { Addresses = addresses }).Id!;
        Assert.Equal([("10.0.0.5", "fixed"), ("203.0.113.7", "floating")], Addresses(id));
        Assert.Equal(["a"], Names("ip=10.0"));
        Assert.Empty(Names("ip=203"));

        // A server that the simulator returns can be added again.
        var copy = Simulator.GetServer("a")!;
        (copy.Id, copy.Name) = (null, "b");
        Assert.Equal(Addresses(id), Addresses(Simulator.AddServer(copy).Id!));
    }

    [Fact]
    public void Network_HasAPortWithItsOwnMacAddress()
    {
        var floating = new Hashtable { ["Address"] = "203.0.113.7", ["Type"] = "floating" };
        var addresses = new Hashtable { ["a"] = new object[] { "10.0.0.5", floating }, ["b"] = "10.0.1.5" };
        var ids = new[] { "x", "y" }.Select(name =>
            Simulator.AddServer(new NovaSimulatorServer(name, "ACTIVE") { Addresses = addresses }).Id!);
        var macs = ids.Select(id => Server(id)).SelectMany(s =>
            new[] { s["addresses"]!["a"]![0]!, s["addresses"]!["a"]![1]!, s["addresses"]!["b"]![0]! })
            .Select(a => (string)a["OS-EXT-IPS-MAC:mac_addr"]!).ToArray();
        Assert.All(macs, mac => Assert.Matches("^fa:16:3e(:[0-9a-f]{2}){3}$", mac));
        Assert.Equal((macs[0], macs[3]), (macs[1], macs[4]));
        Assert.Equal(4, macs.Distinct().Count());
    }

    private (string?, string?)[] Addresses(string id) =>
        [.. Server(id)["addresses"]!["net"]!.Select(a => ((string?)a["addr"], (string?)a["OS-EXT-IPS:type"]))];

    [Theory]
    [InlineData("Adress", "10.0.0.5", "Type", "fixed")]
    [InlineData("Address", "10.0.0.5", "Type", "public")]
    [InlineData("Address", "10.0.0.5", "Mac", "x")]
    [InlineData("Address", "10.0.0.5", "IPAddress", "10.0.0.6")]
    public void AddServer_Throws_WhenAnAddressIsInvalid(string key1, string value1, string key2, string value2)
    {
        var addresses = new Dictionary<string, object> { ["net"] = new Hashtable { [key1] = value1, [key2] = value2 } };
        Assert.Throws<ArgumentException>(() => Simulator.AddServer(new NovaSimulatorServer("a", "ACTIVE") { Addresses = addresses }));
    }

    private string? Output(string text, string arguments)
    {
        var server = Simulator.AddServer(new NovaSimulatorServer("a", "ACTIVE") { ConsoleOutput = text });
        return (string?)Act(server.Id!, "{\"os-getConsoleOutput\": " + arguments + "}").Json["output"];
    }
}
