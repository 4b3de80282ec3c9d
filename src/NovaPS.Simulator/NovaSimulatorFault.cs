using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using NovaPS.Simulator.Http;
using NovaPS.Simulator.Nova.Actions;

namespace NovaPS.Simulator;

/// <summary>
/// Something that goes wrong, given to <see cref="NovaSimulator.AddFault(NovaSimulatorFault)"/>. The first properties say
/// which requests it hits (all that are set must fit), the others what happens to them.
/// </summary>
public sealed class NovaSimulatorFault
{
    /// <summary>How many requests it hits; -1: all.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The method of the requests it hits, without case.</summary>
    public string? Method { get; set; }

    /// <summary>What the path and query must contain, without case. It may have wildcards.</summary>
    public string? PathContains { get; set; }

    /// <summary>The name or the id of the server that the path must name, or a pattern for the name, without case.</summary>
    public string? ServerName { get; set; }

    /// <summary>The server action that the body must name, for example os-start.</summary>
    public string? Action { get; set; }

    /// <summary>The status to answer with, without carrying the request out; 0: as if nothing were wrong.</summary>
    public int StatusCode { get; set; }

    /// <summary>The body that goes with <see cref="StatusCode"/>; null: what the service itself says with that status.</summary>
    public string? Body { get; set; }

    /// <summary>The Content-Type of <see cref="Body"/>; null: by its first character JSON, HTML or text.</summary>
    public string? ContentType { get; set; }

    /// <summary>Headers that go with <see cref="StatusCode"/>, for example Retry-After or Location.</summary>
    public IDictionary Headers { get; set; } = new Hashtable();

    /// <summary>How long to wait before the answer; the request was carried out before.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Resets the connection without carrying the request out and without any answer.</summary>
    public bool Reset { get; set; }

    /// <summary>Carries the request out and resets the connection instead of answering.</summary>
    public bool ResetAfterProcessing { get; set; }

    /// <summary>Cuts the connection after so many bytes of the body, though Content-Length promises all.</summary>
    public int? Truncate { get; set; }

    /// <summary>Never answers and does nothing: holds the connection until the client goes away.</summary>
    public bool NeverAnswer { get; set; }

    /// <summary>
    /// Affects only what runs on a compute host (see <see cref="CanFailOnHost"/>): it is accepted, and fails on the host. The
    /// server then returns to its previous state or goes to ERROR, as in Nova; its action records show the failure.
    /// </summary>
    public bool FailsOnHost { get; set; }

    /// <summary>How many requests it has hit.</summary>
    public int Hits { get; internal set; }

    /// <summary>Whether a server action runs on a compute host, and can fail there.</summary>
    /// <param name="action">The action, for example os-start.</param>
    /// <returns>Whether it can.</returns>
    public static bool CanFailOnHost(string action) => ServerActionTable.RunsOnHost(action);

    /// <summary>What happens to the requests that it hits, for example 503, Retry-After 5.</summary>
    /// <returns>A line for people.</returns>
    public override string ToString() => string.Join(", ", Effects());

    /// <summary>Whether it is about this request, without regard to its count.</summary>
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
            yield return "fails on its host";
        if (NeverAnswer)
            yield return "never answered";
        if (Reset)
            yield return "reset";
        if (ResetAfterProcessing)
            yield return "done, answer lost";
        if (Truncate is { } bytes)
            yield return string.Format(CultureInfo.InvariantCulture, "cut after {0} bytes", bytes);
        if (Delay > TimeSpan.Zero)
            yield return string.Format(CultureInfo.InvariantCulture, "after {0:0.###} s", Delay.TotalSeconds);
    }
}
