using System;

namespace NovaPS.Simulator.Http;

/// <summary>What is to happen on the wire after a request: an answer, and perhaps something that goes wrong with it.</summary>
internal sealed class HttpExchange
{
    /// <summary>The answer; null: there is none.</summary>
    public HttpResponse? Response { get; set; }

    public TimeSpan Delay { get; set; }

    public int? Truncate { get; set; }

    /// <summary>Without an answer: wait for the client to go away instead of resetting the connection.</summary>
    public bool HoldsConnection { get; set; }
}
