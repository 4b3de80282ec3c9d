using System;
using System.Linq;
using System.Management.Automation;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests deserialized objects.</summary>
public sealed class SerializationTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public SerializationTests()
    {
        _host.StartSimulator("@{ Name = 'web1'; Status = 'SHUTOFF'; Metadata = @{ role = 'web' }; Addresses = @{ net = '10.0.0.5' } }");
        _host.Run("$connection = Connect-NovaProject -Simulator $sim; $server = Get-NovaServer web1; "
                + "$action = Start-NovaServer web1; $flavor = Get-NovaFlavor m1.nano")
            .AssertNoErrors();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("server", "NovaPS.NovaServer")]
    [InlineData("action", "NovaPS.NovaServerAction")]
    [InlineData("flavor", "NovaPS.NovaFlavor")]
    [InlineData("connection", "NovaPS.NovaConnection")]
    public void Object_KeepsTypeAndValues_WhenItIsDeserialized(string name, string type)
    {
        var copy = Copy(name);

        Assert.Equal(type, copy.BaseObject.GetType().FullName);
        Assert.Equal(Describe(name), Describe("copy"));
    }

    [Fact]
    public void Server_KeepsMetadataAddressesAndTimes_WhenItIsDeserialized()
    {
        Copy("server");

        Assert.Equal("web 10.0.0.5 True Local",
            (string)_host.Value("\"$($copy.Metadata.role) $($copy.Addresses.IPAddress) $($copy.Created -eq $server.Created) "
            + "$($copy.Created.Kind)\""));
    }

    [Fact]
    public void Connection_RefersToTheOpenOne_WhenItIsDeserialized()
    {
        Copy("server");
        Assert.False((bool)_host.Value("$copy.Connection.IsOpen"));
        Assert.Single(_host.Run("$copy | Get-NovaServer").AssertNoErrors().Output);

        _host.Run("Disconnect-NovaProject; $sim.ClearRequests()").AssertNoErrors();
        _host.Run("$copy | Get-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.Empty((System.Collections.IEnumerable)_host.Value("$sim").GetRequests());
    }

    [Fact]
    public void Row_UsesTheConnectionOfItsColumn_WhenAnotherIsTheDefault()
    {
        _host.Run("$row = $server | ConvertTo-Csv | ConvertFrom-Csv; $null = Connect-NovaProject -Simulator (Start-NovaSimulator @{ web1 = "
            + "'ACTIVE' }) -Name two").AssertNoErrors();
        Assert.Equal("simulator two", (string)_host.Value(
            "\"$(($row | Get-NovaServer).Connection) $(($row | Select-Object Name | Get-NovaServer).Connection)\""));

        _host.Run("Disconnect-NovaProject $connection").AssertNoErrors();
        var error = _host.Run("$row | Select-Object Name, Connection | Stop-NovaServer").AssertTerminatingError("NovaNotConnected");
        Assert.StartsWith("Connection 'simulator' is not open in this session; ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("with -Connection", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("two", (string)_host.Value(
            "($row | Select-Object Name, Connection | Get-NovaServer -Connection two).Connection.Name"));
    }

    [Fact]
    public void Action_CanBeWaitedFor_WhenItIsDeserialized()
    {
        Copy("action");

        Assert.Equal("ACTIVE", (string)_host.Value("($copy | Wait-NovaServer).Status"));
    }

    [Fact]
    public void Object_HasNoSecret_WhenItIsSerialized()
    {
        var password = (string)_host.Value("$sim.GetPassword()");
        foreach (var name in new[] { "server", "action", "connection" })
        {
            var text = PSSerializer.Serialize(_host.Run("$" + name).Output.Single(), 5);
            Assert.DoesNotContain(password, text, StringComparison.Ordinal);
            Assert.DoesNotContain("gAAAA", text, StringComparison.Ordinal);
        }
    }

    private PSObject Copy(string name) => _host.Run(
        $"($copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(${name})))").AssertNoErrors().Output.Single();

    private string Describe(string name) =>
        (string)_host.Value($"\"${name} $(${name}.Id) $(${name}.ServerId) $(${name}.RequestId) $(${name}.Endpoint) $(${name}.UserName) $(${name}.Connection.Endpoint)\"");
}
