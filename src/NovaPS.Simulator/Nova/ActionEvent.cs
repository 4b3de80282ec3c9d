using System;

namespace NovaPS.Simulator.Nova;

/// <summary>An event of an action, as Nova records it. It is immutable.</summary>
internal sealed class ActionEvent(string name, DateTime startTime, DateTime? finishTime = null, string? result = null)
{
    public string Name { get; } = name;

    public DateTime StartTime { get; } = Http.Formats.WholeSeconds(startTime);

    public DateTime? FinishTime { get; } = finishTime is { } time ? Http.Formats.WholeSeconds(time) : null;

    /// <summary>Success, Error, or null while it is in progress.</summary>
    public string? Result { get; } = result;
}
