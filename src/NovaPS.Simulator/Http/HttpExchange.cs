using System;

namespace NovaPS.Simulator.Http;

/// <summary>What to send for a request: a response, and the fault that applies to it.</summary>
internal sealed class HttpExchange
{
    /// <summary>The response; null for none.</summary>
    public HttpResponse? Response { get; set; }

    public TimeSpan Delay { get; set; }

    public int? Truncate { get; set; }

    /// <summary>Without a response, keeps the connection open until the client closes it, instead of resetting it.</summary>
    public bool HoldsConnection { get; set; }
}
