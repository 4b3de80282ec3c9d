using System;
using System.Collections.Generic;

namespace NovaPS.Client.Compute;

/// <summary>One page of a server's actions, the newest first, and how to ask for the next.</summary>
internal sealed class ActionPage
{
    public List<NovaServerAction> Actions { get; } = [];

    /// <summary>The query of the next page, with its question mark; null after the last. Pages exist from microversion 2.58 on.</summary>
    public string? Next { get; set; }

    /// <summary>The cloud's time of the answer (UTC); null where it does not say.</summary>
    public DateTime? Date { get; set; }
}
