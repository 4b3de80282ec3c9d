using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Tests.Operations;

/// <summary>The parts of a history. All follow from the seed, and each part can be removed to reduce a failure.</summary>
internal sealed record ModelHistory(int Seed)
{
    public string Action { get; init; } = "start";

    /// <summary>accepted, done, status, gone, rest, id (only a request id), saved (an action of before), status-only, gone-only.</summary>
    public string Goal { get; init; } = "done";

    /// <summary>Whether the state of the server selects the action, as Resume-NovaServer does.</summary>
    public bool SelectsAction { get; init; }

    /// <summary>Whether a resize is confirmed when it is completed.</summary>
    public bool Confirms { get; init; }

    public string? Status { get; init; }

    public string InitialStatus { get; init; } = "SHUTOFF";

    /// <summary>The previous status, until this many seconds before the start, which a replica that lags still shows.</summary>
    public string? Before { get; init; }

    public double BeforeUntil { get; init; } = 3;

    public bool IsInitiallyLocked { get; init; }

    public bool IsIdempotent { get; init; }

    public bool HasPrior { get; init; }

    public bool HasProbes { get; init; }

    public double? Timeout { get; init; } = 120;

    public bool IsFleet { get; init; }

    /// <summary>The cloud's time at the start of the history, in seconds. It is far from the client's clock.</summary>
    public double CloudOffset { get; init; } = 1_700_000_000;

    public bool HasLogin { get; init; } = true;

    /// <summary>The error of the Date headers, in seconds; null for no headers, NaN for the year 1.</summary>
    public double? DateOff { get; init; } = 0;

    public bool IsTaskHidden { get; init; }

    public bool AreRecordsHidden { get; init; }

    public bool AreEventsHidden { get; init; }

    public bool IsRequestIdHidden { get; init; }

    public bool IsUpdatedHidden { get; init; }

    public bool IsUserKnown { get; init; } = true;

    public double RowLag { get; init; }

    public double RecordLag { get; init; }

    public double Latency { get; init; } = 0.05;

    public double Transient { get; init; }

    /// <summary>The fate of each response, in order: ok, before, after, 503before, 503after, late; then ok.</summary>
    public string[] Fates { get; init; } = [];

    public bool Refuses400 { get; init; }

    public bool IsStateNamed { get; init; } = true;

    public bool IsAdmin { get; init; }

    public bool Fails { get; init; }

    public bool IsHostDown { get; init; }

    public double Duration { get; init; } = 1;

    public double? HaltsAfter { get; init; }

    public bool Offloads { get; init; }

    public bool SoftDeletes { get; init; }

    public double? CancelAt { get; init; }

    public double Pace { get; init; } = 0.5;

    public IReadOnlyList<Other> Others { get; init; } = [];

    public IReadOnlyList<PastRecord> Past { get; init; } = [];

    public static ModelHistory Generate(int seed)
    {
        var r = new Random(seed);
        bool Chance(double p) => r.NextDouble() < p;
        T Of<T>(params T[] values) => values[r.Next(values.Length)];
        var kinds = ModelNova.Kinds.Values.ToArray();
        var kind = Chance(0.4) ? ModelNova.Kinds[Of("start", "stop", "reboot", "hardReboot")] : kinds[r.Next(kinds.Length)];
        var initial = kind.Origins.Length > 0 && !Chance(0.12) ? Of(kind.Origins)
            : Of("ACTIVE", "SHUTOFF", "ERROR", "PAUSED", "VERIFY_RESIZE", "SHELVED");
        var goal = Of("done", "done", "done", "done", "accepted", "accepted", "id", "id", "saved", "status", "gone", "rest", "status-only",
            "gone-only", "rest-only");
        var others = new List<Other>();
        while (Chance(0.3) && others.Count < 4)
        {
            var time = Of(Chance(0.5) ? -r.NextDouble() * 12 : r.NextDouble() * 12, r.NextDouble() * 60);
            others.Add(new(time, Of("start", "stop", "reboot", "hardReboot", "pause", "unpause", "lock", "unlock", "delete", "halt",
                "hostError", kind.Name, kind.Name, "createImage"), Of("eve", "eve", "me")));
        }

        var isLossy = Chance(0.35);
        var isUserKnown = Chance(0.7);
        // An action that the same user starts in another session while a response is lost cannot be distinguished from the lost
        // action.
        if (isLossy)
            others.RemoveAll(o => (o.User == "me" || !isUserKnown) && RecordName(o.Action) == RecordName(kind.Name));
        var history = new ModelHistory(seed)
        {
            Action = kind.Name,
            InitialStatus = initial,
            // Not within the second of the start: rows have whole seconds, and no host stops and starts a server in one second.
            Before = Chance(0.25) && goal is not ("id" or "saved")
                ? Of(kind.Target is "=" or "DELETED" ? "ACTIVE" : kind.Target, "ACTIVE", "ERROR") : null,
            BeforeUntil = 2.2 + (r.NextDouble() * 6),
            IsInitiallyLocked = Chance(0.05),
            Goal = goal,
            Status = Of("ACTIVE", "SHUTOFF", "REBOOT", "ERROR", "PAUSED"),
            IsIdempotent = Chance(0.3) && kind.Name is "start" or "stop" or "pause" or "suspend" or "resume" or "unpause" or "delete"
                or "forceDelete",
            HasPrior = Chance(0.5),
            HasProbes = Chance(0.1),
            Timeout = Of<double?>(0, 3, 20, 60, 120, 300, 300),
            IsFleet = Chance(0.4),
            CloudOffset = 1_700_000_000 + (r.NextDouble() * 1000),
            HasLogin = Chance(0.6),
            DateOff = Chance(0.3) ? null : Chance(0.6) ? 0 : Of(18000, -18000, 7200 + r.NextDouble(), -0.7, 0.7, double.NaN),
            IsTaskHidden = Chance(0.25),
            AreRecordsHidden = Chance(0.3),
            AreEventsHidden = Chance(0.2),
            IsRequestIdHidden = Chance(0.05),
            IsUpdatedHidden = Chance(0.05),
            IsUserKnown = isUserKnown,
            RowLag = Chance(0.4) ? Of(0.3, 1, 3, 8) : 0,
            RecordLag = Chance(0.3) ? Of(0.3, 1, 4, 8) : 0,
            Latency = Of(0.03, 0.05, 0.2, 1, 6),
            Transient = Chance(0.2) ? Of(0.1, 0.3) : 0,
            Fates = isLossy ? [Of("before", "after", "503before", "503after", "late"), Of("ok", "ok", "before", "after", "late"),
                Of("ok", "after")] : [],
            Refuses400 = Chance(0.1),
            IsStateNamed = Chance(0.7),
            IsAdmin = Chance(0.1),
            Fails = Chance(0.25),
            IsHostDown = Chance(0.06),
            Duration = Of(0.3, 1, 4, 12, 40) * (0.5 + r.NextDouble()),
            HaltsAfter = Chance(0.15) ? Of(0.01, 0.3, 2, 8) : null,
            Offloads = Chance(0.5),
            SoftDeletes = Chance(0.3),
            CancelAt = Chance(0.04) ? r.NextDouble() * 20 : null,
            Pace = Of(0.3, 0.5, 2, 5),
            Others = others,
            Past = Chance(0.3) ? [new(-Of(40.0, 600, 7200), RecordName(kind.Name), Of("me", "me", "eve"), Chance(0.6))] : [],
        };
        // Drawn last, so that the other histories of a seed do not change.
        return kind.Name switch
        {
            "resume" or "unpause" or "unshelve" when Chance(0.5) => history with
            {
                SelectsAction = true, Goal = Of("accepted", "done"), IsIdempotent = Chance(0.3),
            },
            "resize" when Chance(0.7) => history with { Confirms = true, Goal = "done" },
            _ => history,
        };
    }

    /// <summary>Smaller histories, each without one part of this history.</summary>
    public IEnumerable<ModelHistory> Simpler()
    {
        var plain = new ModelHistory(Seed)
        {
            Action = Action, InitialStatus = InitialStatus, Goal = Goal, Status = Status, SelectsAction = SelectsAction,
            Confirms = Confirms,
        };
        for (var i = 0; i < Others.Count; i++)
            yield return this with { Others = [.. Others.Where((_, at) => at != i)] };
        if (Past.Count > 0)
            yield return this with { Past = [] };
        if (Fates.Length > 0)
            yield return this with { Fates = Fates[..^1] };
        foreach (var property in typeof(ModelHistory).GetProperties()
            .Where(p => p.CanWrite && p.Name is not (nameof(Seed) or nameof(Others) or nameof(Past) or nameof(Fates))))
        {
            if (Equals(property.GetValue(this), property.GetValue(plain)))
                continue;
            var copy = this with { };
            property.SetValue(copy, property.GetValue(plain));
            yield return copy;
        }
    }

    public override string ToString()
    {
        var plain = new ModelHistory(0);
        var parts = typeof(ModelHistory).GetProperties()
            .Where(p => p.CanWrite && p.Name is not (nameof(Others) or nameof(Past) or nameof(Fates))
                && !Equals(p.GetValue(this), p.GetValue(plain)))
            .Select(p => FormattableString.Invariant($"{p.Name}={p.GetValue(this) ?? "none"}"))
            .Concat(Fates.Length > 0 ? ["Fates=" + string.Join(",", Fates)] : [])
            .Concat(Others.Select(o => FormattableString.Invariant($"{o.User} {o.Action} at {o.Time:0.00}")))
            .Concat(Past.Select(p =>
                FormattableString.Invariant($"{(p.Failed ? "failed" : "done")} {p.Action} of {p.User} at {p.Time:0}")));
        return string.Join("; ", parts);
    }

    /// <summary>The name of an action in its record.</summary>
    public static string RecordName(string action) => action switch { "hardReboot" => "reboot", "forceDelete" => "delete", _ => action };

    internal sealed record Other(double Time, string Action, string User);

    internal sealed record PastRecord(double Time, string Action, string User, bool Failed);
}
