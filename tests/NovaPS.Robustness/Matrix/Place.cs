using System;
using System.Collections.Generic;
using NovaPS.Client.Operations;
using NovaPS.Robustness.Faults;
using NovaPS.Robustness.Wire;

namespace NovaPS.Robustness.Matrix;

/// <summary>How far a run has come.</summary>
internal enum Stage
{
    Connecting,
    Listing,
    Reading,
    Acting,
    LoggingOut,
}

/// <summary>A kind of request.</summary>
/// <param name="Name">The name, by which a run is repeated.</param>
/// <param name="Fits">Whether a request is of that kind.</param>
internal sealed record Place(string Name, Func<Request, Stage, bool> Fits)
{
    /// <summary>What the responses have.</summary>
    public IReadOnlyList<Needs> Has { get; init; } = [Needs.Anything, Needs.Json];

    /// <summary>What the responses are of; null: nothing that has members.</summary>
    public string? Thing { get; init; }

    /// <summary>Whether the endpoint is given without a version.</summary>
    public bool IsUnversioned { get; init; }

    /// <summary>Whether all tokens end before the servers are listed.</summary>
    public bool EndsTokens { get; init; }

    /// <summary>The action; only the record of a reboot shows that it is completed.</summary>
    public ServerAction Action { get; init; } = ServerAction.Start;

    /// <summary>Whether the response to the first start of each server is lost.</summary>
    public bool LosesStarts { get; init; }

    /// <summary>Whether the console is waited for.</summary>
    public bool HasConsole { get; init; }

    /// <summary>Whether it is reached only with one server, or only with many; null: with both.</summary>
    public bool? Bulk { get; init; }

    public static IReadOnlyList<Place> All { get; } =
    [
        new("versions", (r, _) => r is { Method: "GET", Target: "/" }) { Thing = "version", IsUnversioned = true },
        new("version", (r, _) => r is { Method: "GET", Target: "/v2.1/" or "/v2.1" }) { Thing = "version" },
        new("login", (r, s) => IsLogin(r) && s == Stage.Connecting) { Has = [Needs.Anything, Needs.Json, Needs.Login], Thing = "token" },
        new("catalog", (r, s) => IsLogin(r) && s == Stage.Connecting) { Has = [Needs.Catalog] },
        new("renewal", (r, s) => IsLogin(r) && s != Stage.Connecting) { Has = [Needs.Anything, Needs.Json, Needs.Login], Thing = "token",
            EndsTokens = true },
        new("page-1", (r, s) => IsList(r) && s == Stage.Listing && !Says(r, "marker=")) { Has = [Needs.Anything, Needs.Json, Needs.Rows,
            Needs.Page], Thing = "server" },
        new("page-2", (r, s) => IsList(r) && s == Stage.Listing && Says(r, "marker=")) { Has = [Needs.Anything, Needs.Json, Needs.Rows,
            Needs.Page], Thing = "server" },
        new("show", (r, s) => IsServer(r) && s == Stage.Reading) { Thing = "server" },
        new("start", (r, _) => Is(r, "os-start")) { Has = [Needs.Anything] },
        new("record", (r, _) => r.Target.Contains("/os-instance-actions/", StringComparison.Ordinal)) { Thing = "record",
            Action = ServerAction.Reboot },
        new("records", (r, _) => r.Target.EndsWith("/os-instance-actions", StringComparison.Ordinal)) { Has = [Needs.Anything,
            Needs.Json, Needs.Rows], Thing = "records", LosesStarts = true },
        new("console", (r, _) => Is(r, "os-getConsoleOutput")) { Thing = "output", HasConsole = true },
        new("poll", (r, s) => IsServer(r) && s == Stage.Acting) { Thing = "server", Bulk = false },
        new("poll-many", (r, s) => IsList(r) && s == Stage.Acting) { Has = [Needs.Anything, Needs.Json, Needs.Rows, Needs.Page],
            Thing = "server", Bulk = true },
        new("logout", (r, _) => r.Method == "DELETE") { Has = [Needs.Anything] },
    ];

    public override string ToString() => Name;

    private static bool IsLogin(Request r) => r.Method == "POST" && r.Target.EndsWith("/auth/tokens", StringComparison.Ordinal);

    private static bool IsList(Request r) => r.Target.Contains("/servers/detail", StringComparison.Ordinal);

    private static bool IsServer(Request r) => r.Method == "GET" && !IsList(r) && r.Target.Contains("/servers/", StringComparison.Ordinal)
        && !r.Target.Contains("/os-", StringComparison.Ordinal);

    private static bool Is(Request r, string action) => r.Method == "POST" && r.Body.Contains(action, StringComparison.Ordinal);

    private static bool Says(Request r, string text) => r.Target.Contains(text, StringComparison.Ordinal);
}

/// <summary>One fault at one place.</summary>
/// <param name="Fault">What goes wrong; null: nothing.</param>
/// <param name="Place">Where.</param>
/// <param name="IsBulk">With many servers, or with one.</param>
/// <param name="IsOnce">At the first request of that kind, or at each.</param>
internal sealed record Cell(Fault? Fault, Place Place, bool IsBulk, bool IsOnce)
{
    /// <summary>Whether the fault makes sense there.</summary>
    public bool IsMeant => (Place.Bulk is null || Place.Bulk == IsBulk) && (Fault is null || Contains(Place.Has, Fault.Needs))
        && (Fault?.Things is not { } things || Array.IndexOf(things, Place.Thing) >= 0)
        // What costs a second or many megabytes is met once.
        && (IsOnce || Fault is not ({ Hangs: true } or { IsLarge: true }));

    /// <summary>The line that repeats it.</summary>
    public override string ToString() => $"--fault {Fault?.Name ?? "none"} --place {Place.Name} --servers {(IsBulk ? "many" : "one")} "
        + $"--times {(IsOnce ? "once" : "always")}";

    private static bool Contains(IReadOnlyList<Needs> needs, Needs wanted)
    {
        foreach (var need in needs)
        {
            if (need == wanted)
                return true;
        }

        return false;
    }
}
