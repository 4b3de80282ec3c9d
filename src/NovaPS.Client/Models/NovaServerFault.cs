using System;
using NovaPS.Client;

namespace NovaPS;

/// <summary>The fault of a server in ERROR.</summary>
public sealed class NovaServerFault
{
    /// <summary>Nova's code of the fault, similar to an HTTP status code.</summary>
    public int? Code { get; set; }

    /// <summary>The message, one line.</summary>
    public string? Message { get; set; }

    /// <summary>When the fault occurred (local time).</summary>
    public DateTime? Created { get => LocalTime.Of(CreatedUtc); set => CreatedUtc = LocalTime.ToInstant(value); }

    internal DateTimeOffset? CreatedUtc { get; set; }

    /// <summary>The message.</summary>
    public override string ToString() => DisplayText.Clean(Message ?? string.Empty);
}
