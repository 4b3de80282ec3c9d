using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Nova.Actions;

namespace NovaPS.Simulator;

/// <summary>
/// A fault for <see cref="NovaSimulator.AddFault(NovaSimulatorFault)"/>. <see cref="Count"/> to <see cref="Action"/> select the
/// requests (all that are set must match); the other properties specify what happens to them.
/// </summary>
public sealed class NovaSimulatorFault
{
    /// <summary>How many requests are affected; -1 for all. The default is 1.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The method of the requests, not case-sensitive.</summary>
    public string? Method { get; set; }

    /// <summary>Text that the path and query contain, not case-sensitive. It can contain wildcards.</summary>
    public string? PathContains { get; set; }

    /// <summary>The name or the id of the server in the path, or a pattern for the name, not case-sensitive.</summary>
    public string? ServerName { get; set; }

    /// <summary>The server action in the body, for example os-start.</summary>
    public string? Action { get; set; }

    /// <summary>The status of the response. The request is not processed. 0, the default, processes the request.</summary>
    public int StatusCode { get; set; }

    /// <summary>The body of the response with <see cref="StatusCode"/>; null for the one that the service sends with it.</summary>
    public string? Body { get; set; }

    /// <summary>The Content-Type of <see cref="Body"/>; null for JSON, HTML or text, depending on its first character.</summary>
    public string? ContentType { get; set; }

    /// <summary>More headers of the response with <see cref="StatusCode"/>, for example Retry-After or Location.</summary>
    public IDictionary Headers { get; set; } = new Hashtable();

    /// <summary>The delay before the response, in real time. The request is processed first.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Resets the connection, without processing the request.</summary>
    public bool Reset { get; set; }

    /// <summary>Processes the request, and resets the connection instead of responding.</summary>
    public bool ResetAfterProcessing { get; set; }

    /// <summary>Closes the connection after this many bytes of the response body. Content-Length is that of the whole body.</summary>
    public int? Truncate { get; set; }

    /// <summary>Does not process the request, and keeps the connection open until the client closes it.</summary>
    public bool NoResponse { get; set; }

    /// <summary>
    /// Accepts an action that runs on a compute host (see <see cref="CanFailOnHost"/>), and lets it fail there. The
    /// server then returns to its previous state or goes to ERROR, as in Nova; its action records show the failure.
    /// </summary>
    public bool FailsOnHost { get; set; }

    /// <summary>Which requests it affects, such as os-start web1.</summary>
    public string Requests
    {
        get
        {
            var which = string.Join(" ", new[] { Action, Method, ServerName, PathContains }.Where(part => part is not null));
            return which.Length > 0 ? which : FailsOnHost ? "starts and stops" : "any";
        }
    }

    /// <summary>What happens to the affected requests, such as 503, Retry-After 5.</summary>
    public string Effect => string.Join(", ", Effects());

    /// <summary>How many requests were affected.</summary>
    public int Hits { get; internal set; }

    /// <summary>Returns whether a server action runs on a compute host, and can fail there.</summary>
    /// <param name="action">The action, for example os-start.</param>
    /// <returns>true if it can fail on a compute host.</returns>
    public static bool CanFailOnHost(string action) => ServerActionTable.RunsOnHost(action);

    /// <summary>Describes what happens to the affected requests.</summary>
    /// <returns>The effect.</returns>
    public override string ToString() => Effect;

    /// <summary>Whether the fault matches a request, regardless of its count.</summary>
    internal bool Fits(NovaSimulatorRequest request)
    {
        if (Method is not null && !string.Equals(Method, request.Method, StringComparison.OrdinalIgnoreCase))
            return false;
        if (PathContains is not null && !Wildcard.FitsIn(PathContains, request.Path + "?" + request.Query))
            return false;
        if (Action is not null && Action != request.Action)
            return false;
        if (FailsOnHost && !(request.Action is { } action ? CanFailOnHost(action) : request.IsServerDeletion))
            return false;
        return ServerName is null || ServerName == request.ServerId || Wildcard.Fits(ServerName, request.ServerName);
    }

    private IEnumerable<string> Effects()
    {
        if (StatusCode > 0)
            yield return StatusCode.ToString(CultureInfo.InvariantCulture);
        foreach (DictionaryEntry header in Headers)
            yield return header.Key + " " + header.Value;
        if (FailsOnHost)
            yield return "fails on the host";
        if (NoResponse)
            yield return "no response";
        if (Reset)
            yield return "reset";
        if (ResetAfterProcessing)
            yield return "processed, response lost";
        if (Truncate is { } bytes)
            yield return string.Format(CultureInfo.InvariantCulture, "truncated after {0} bytes", bytes);
        if (Delay > TimeSpan.Zero)
            yield return string.Format(CultureInfo.InvariantCulture, "delayed by {0:0.###} s", Delay.TotalSeconds);
    }
}
