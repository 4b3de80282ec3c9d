using System;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova.Actions;

/// <summary>A request for an action: its user, its arguments, and the cloud.</summary>
internal sealed class ActionCall(NovaContext context, JToken arguments, Compute compute, NovaSimulatorOptions options)
{
    public NovaContext Context { get; } = context;

    public JToken Arguments { get; } = arguments;

    public Compute Compute { get; } = compute;

    public NovaSimulatorOptions Options { get; } = options;

    /// <summary>The password to set: the one in the request, or a new one.</summary>
    public string AdminPassword { get; } = (string?)(arguments as JObject)?["adminPass"] ?? NewPassword();

    /// <summary>The id of the image that a snapshot creates.</summary>
    public string NewImageId { get; } = Http.Formats.NewId();

    /// <summary>Returns an argument as text; null if it is missing.</summary>
    public string? Text(string name) => (Arguments as JObject)?[name] is { } value ? PythonText.Str(value) : null;

    private static string NewPassword() => Guid.NewGuid().ToString("N").Substring(0, 12);
}
