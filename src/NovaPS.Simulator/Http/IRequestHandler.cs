using System;

namespace NovaPS.Simulator.Http;

/// <summary>What answers requests. It computes only: the connection waits and writes.</summary>
internal interface IRequestHandler
{
    /// <summary>Whether Nova keeps its connections.</summary>
    bool KeepsConnections { get; }

    /// <summary>The time for the Date header.</summary>
    DateTime Now { get; }

    /// <summary>Logs the request and says what is to happen on the wire.</summary>
    HttpExchange Handle(NovaSimulatorRequest request);
}
