using System;
using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>One page of a list of servers, and how to ask for the next.</summary>
internal sealed class ServerPage
{
    public List<NovaServer> Servers { get; } = [];

    /// <summary>The query of the next page, with its question mark; null after the last.</summary>
    public string? Next { get; set; }

    /// <summary>The cloud's time of the answer (UTC); null where it does not say.</summary>
    public DateTime? Date { get; set; }
}
