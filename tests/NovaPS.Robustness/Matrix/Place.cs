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
    LookingUp,
    Updating,
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

    /// <summary>Whether names are looked up, and consoles read.</summary>
    public bool LooksUp { get; init; }

    /// <summary>Whether the servers are updated.</summary>
    public bool Updates { get; init; }

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
        new("logout", (r, s) => r.Method == "DELETE" && s == Stage.LoggingOut) { Has = [Needs.Anything] },
        LookUp("flavors", "/flavors/detail"), LookUp("images", "/images"), LookUp("zones", "/os-availability-zone"),
        LookUp("hosts", "/os-services"), LookUp("users", "/v3/users"), LookUp("projects", "/v3/projects"),
        LookUp("remote-console", "/remote-consoles"), LookUp("console-log", "/action"),
        new("update-read", (r, s) => IsServer(r) && s == Stage.Updating) { Thing = "server", Updates = true },
        new("update-server", (r, s) => r.Method == "PUT" && IsUpdate(r, s, "")) { Has = [Needs.Anything], Updates = true },
        new("update-metadata", (r, s) => r.Method == "POST" && IsUpdate(r, s, "/metadata")) { Has = [Needs.Anything], Updates = true },
        new("remove-metadata", (r, s) => IsUpdate(r, s, "/metadata/old")) { Has = [Needs.Anything], Updates = true },
        new("add-tag", (r, s) => IsUpdate(r, s, "/tags/added")) { Has = [Needs.Anything], Updates = true },
        new("remove-tag", (r, s) => IsUpdate(r, s, "/tags/old")) { Has = [Needs.Anything], Updates = true },
        Act("stop", ServerAction.Stop), Act("reboot-hard", ServerAction.HardReboot), Act("pause", ServerAction.Pause),
        Act("suspend", ServerAction.Suspend), Act("shelve", ServerAction.Shelve), Act("lock", ServerAction.Lock),
        Act("resize", ServerAction.Resize), Act("rescue", ServerAction.Rescue), Act("rebuild", ServerAction.Rebuild),
        Act("snapshot", ServerAction.CreateImage), Act("delete", ServerAction.Delete), Act("force-delete", ServerAction.ForceDelete),
    ];

    public override string ToString() => Name;

    /// <summary>Whether a request is the action.</summary>
    public static bool IsAction(Request r, ServerAction action) => action.Key is { } key ? Is(r, "{\"" + key + "\"")
        : r.Method == action.Method && r.Target.Contains("/servers/", StringComparison.Ordinal);

    private static Place Act(string name, ServerAction action) =>
        new(name, (r, s) => s == Stage.Acting && IsAction(r, action)) { Has = [Needs.Anything], Action = action };

    private static Place LookUp(string name, string path) =>
        new(name, (r, s) => s == Stage.LookingUp && Says(r, path)) { LooksUp = true };

    private static bool IsUpdate(Request r, Stage s, string path) => s == Stage.Updating
        && r.Target.Split("/servers/") is [_, var rest] && rest.Split('/', 2) is [var id, ..] && rest[id.Length..] == path;

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
