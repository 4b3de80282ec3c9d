using System;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>An error response of Nova.</summary>
internal sealed class ApiFault(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static ApiFault BadRequest(string message) => new(400, message);

    public static ApiFault Policy(string rule) =>
        new(403, $"Policy doesn't allow os_compute_api:{rule} to be performed.");

    public static ApiFault NotFound(string serverId) => new(404, $"Instance {serverId} could not be found.");

    public static ApiFault NotInAnyCell(string serverId) => new(404, $"Instance {serverId} has no mapping to a cell.");

    public static ApiFault Locked(string serverId) => new(409, $"Instance {serverId} is locked");

    public static ApiFault NotReady(string serverId) => new(409, $"Instance {serverId} is not ready");

    public static ApiFault InvalidFor(string serverId, string action) =>
        new(409, $"Instance {serverId} is in an invalid state for '{action}'");

    public static ApiFault InvalidState(string serverId, string action, string attribute, string? state) =>
        new(409, $"Cannot '{action}' instance {serverId} while it is in {attribute} {state}");

    public static ApiFault InvalidField(string name, JToken value, string problem) =>
        BadRequest($"Invalid input for field/attribute {name}. Value: {PythonText.Str(value)}. {problem}");

    public static ApiFault InvalidParameter(string name, string value, string problem) =>
        BadRequest($"Invalid input for query parameters {name}. Value: {value}. {problem}");
}
