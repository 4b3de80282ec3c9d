using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>What went wrong with a server that is in ERROR.</summary>
public sealed class NovaServerFault
{
    /// <summary>The HTTP-like code that Nova gives the fault.</summary>
    public int? Code { get; set; }

    /// <summary>The fault in one line.</summary>
    public string? Message { get; set; }

    /// <summary>When it happened (UTC).</summary>
    public DateTime? Created { get; set; }

    /// <summary>The message.</summary>
    public override string ToString() => DisplayText.Clean(Message ?? string.Empty);
}
