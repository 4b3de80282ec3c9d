using System;

namespace NovaPS.Simulator.Http;

/// <summary>Creates the responses to requests. The connection delays and writes them.</summary>
internal interface IRequestHandler
{
    /// <summary>Whether Nova keeps its connections.</summary>
    bool KeepsConnections { get; }

    /// <summary>The time for the Date header (UTC).</summary>
    DateTime Now { get; }

    /// <summary>Records the request, and returns what to send.</summary>
    HttpExchange Handle(NovaSimulatorRequest request);
}
