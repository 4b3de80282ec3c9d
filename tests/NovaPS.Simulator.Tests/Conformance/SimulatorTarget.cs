using System;

namespace NovaPS.Simulator.Tests.Conformance;

/// <summary>The simulator.</summary>
internal sealed class SimulatorTarget : INovaTarget
{
    private readonly NovaSimulator _simulator = new();
    private readonly NovaSimulatorServer _server;

    public SimulatorTarget()
    {
        _simulator.AddServer("db-01", "ACTIVE");
        _server = _simulator.AddServer("web-01", "SHUTOFF");
        _simulator.AddServer("web-02", "SHUTOFF");
    }

    public Uri Keystone => new(_simulator.AuthUrl);

    public Uri Nova => new(_simulator.Endpoint);

    public Uri Glance => new(Nova, "/image");

    public string ProjectId => _simulator.ProjectId;

    public string UserId => _simulator.UserId;

    public string ServerId => _server.Id!;

    public string ServerName => _server.Name;

    public string ErrorServerId => _simulator.AddServer(new NovaSimulatorServer("novaps-error", "ERROR")
    {
        HasHost = false,
        FlavorId = "99",
        Flavor = "m1.huge",
        FaultMessage = "No valid host was found. ",
    }).Id!;

    public string Password => _simulator.GetPassword();

    public string Token(string user) => _simulator.CreateToken(user);

    public void Dispose() => _simulator.Dispose();
}
