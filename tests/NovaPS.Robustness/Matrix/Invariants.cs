using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using NovaPS.Client.Operations;

namespace NovaPS.Robustness.Matrix;

/// <summary>What holds of every run, whatever goes wrong.</summary>
internal static class Invariants
{
    /// <summary>The length of a part that gives the secret away.</summary>
    private const int TellingLength = 16;

    /// <summary>Errors that say how it is with a server. Nothing fails in the simulator, so they are never true.</summary>
    private static readonly NovaErrorId[] Claims =
    [
        NovaErrorId.NovaServerActionFailed, NovaErrorId.NovaServerFaulted, NovaErrorId.NovaServerVanished,
        NovaErrorId.NovaServerActionSuperseded,
    ];

    /// <summary>Errors of our own making, which no server can cause.</summary>
    private static readonly NovaErrorId[] Impossible =
    [
        NovaErrorId.NovaInternalError, NovaErrorId.NovaServerInputInvalid, NovaErrorId.NovaWaitInputInvalid,
        NovaErrorId.NovaActionInputInvalid, NovaErrorId.NovaSimulatorInputInvalid, NovaErrorId.NovaSimulatorPortInUse,
    ];

    public static async Task<List<string>> CheckAsync(Journey journey, Cell cell)
    {
        var broken = new List<string>();
        CheckErrors(Errors(journey), broken);
        CheckOutcomes(journey, cell, broken);
        if (cell.Fault?.IsPlausible != true)
            CheckUpdates(journey, broken);
        CheckWire(journey, cell, broken);
        CheckTexts([.. Errors(journey)], journey.Lines,
            [.. journey.End.Tokens.Append(journey.End.Secret).Append(Journey.Password).Distinct()], broken);
        // Closing is not seen at once at the other side.
        for (var end = DateTime.UtcNow.AddMinutes(1); journey.End.Open > 0 && DateTime.UtcNow < end;)
            await Task.Delay(5);
        if (journey.End.Open > 0)
            broken.Add($"{journey.End.Open} sockets are open after the end");
        return broken;
    }

    /// <summary>All texts of an error and of those in it, as a user can print them.</summary>
    public static IEnumerable<string> Texts(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            yield return e.Message;
            foreach (var value in e.Data.Values)
                yield return value?.ToString() ?? string.Empty;
            if (e is not NovaException nova)
                continue;
            yield return string.Join("\n",
                nova.Notes.Append(nova.Remedy).Append(nova.Reason).Append(nova.FaultKind).Append(nova.FaultMessage)
                .Append(nova.RequestId).Append(nova.Path).Append(nova.VmState).Append(nova.TaskState).Append(nova.Target));
        }

        if (error is AggregateException { InnerExceptions: { } inner })
        {
            foreach (var text in inner.SelectMany(Texts))
                yield return text;
        }
    }

    /// <summary>Only errors that are documented, and that a cloud can cause.</summary>
    public static void CheckErrors(IEnumerable<Exception> errors, List<string> broken)
    {
        foreach (var error in errors)
        {
            if (error is not NovaException nova)
                broken.Add("a foreign exception: " + error.GetType().Name + ": " + error.Message + First(error));
            else if (Impossible.Contains(nova.ErrorId) || !Enum.IsDefined(nova.ErrorId))
                broken.Add("the error " + nova.ErrorId + ": " + nova.Message);
        }
    }

    /// <summary>No secret, no control character, and no flood of text in what is shown.</summary>
    public static void CheckTexts(IReadOnlyList<Exception> errors, IEnumerable<string> lines, IReadOnlyList<string> secrets,
        List<string> broken)
    {
        foreach (var (what, text) in errors.SelectMany(e => Texts(e).Select(t => ("an error", t))).Concat(lines.Select(l => ("the log",
            l))))
        {
            if (secrets.Any(s => Reveals(text, s)))
                broken.Add("a secret in " + what + ": " + Visible(text));
        }

        foreach (var (what, text) in errors.OfType<NovaException>().SelectMany(e => new[] { e.Message, e.Remedy }.Concat(e.Notes))
            .Select(t => ("an error", t)).Concat(lines.Select(l => ("the log", l))))
        {
            if (text.Any(IsControl))
                broken.Add("control characters in " + what + ": " + Visible(text));
            // What the log has is cut where it is shown.
            if (text.Length > 4000 && what == "an error")
                broken.Add($"{text.Length} characters in {what}: {Visible(text)}");
        }
    }

    /// <summary>Whether a text contains a secret, in any of its encodings or in part.</summary>
    public static bool Reveals(string text, string secret)
    {
        if (text.Length < TellingLength || secret.Length < TellingLength)
            return false;
        if (new[] { Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret), WebUtility.HtmlEncode(secret),
            string.Concat(secret.Select(c => "\\u" + ((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture))) }
            .Any(f => text.Contains(f, StringComparison.OrdinalIgnoreCase)))
            return true;
        // The beginning is the same for all tokens.
        for (var i = secret.StartsWith("gAAAA", StringComparison.Ordinal) ? 10 : 0; i + TellingLength <= secret.Length; i++)
        {
            if (text.Contains(secret.Substring(i, TellingLength), StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static IEnumerable<Exception> Errors(Journey journey) =>
        journey.Errors.Concat(journey.Outcomes.Select(o => o.Outcome.Error).Concat(journey.Updated.Select(u => u.Error))
            .OfType<Exception>());

    private static void CheckUpdates(Journey journey, List<string> broken)
    {
        foreach (var (id, error) in journey.Updated)
            broken.AddRange(Updates.Check(journey.Simulator.GetServer(id)!, error as NovaException).Select(b => id + ": " + b));
    }

    private static void CheckOutcomes(Journey journey, Cell cell, List<string> broken)
    {
        // Without the list nothing was asked for; with it every server has one outcome.
        foreach (var id in journey.Targets)
        {
            var outcomes = journey.Outcomes.Where(o => o.Id == id).Select(o => o.Outcome).ToList();
            if (outcomes.Count != (journey.Listed is null ? 0 : 1))
                broken.Add($"server {id} has {outcomes.Count} outcomes");
            var starts = Starts(journey, cell, id);
            if (starts > 1 && cell.Place.Action.Repeat != RepeatEffect.NoChange)
                broken.Add($"server {id} was started {starts} times");
            foreach (var outcome in outcomes)
                CheckOutcome(journey, cell, id, outcome, starts, broken);
        }

        foreach (var (id, _) in journey.Outcomes.Where(o => !journey.Targets.Contains(o.Id)))
            broken.Add($"server {id} has an outcome and was not asked for");
        if (journey.Listed is { } listed && cell.Fault?.IsPlausible != true)
        {
            var all = journey.All;
            if (!listed.Order(StringComparer.Ordinal).SequenceEqual(all.Order(StringComparer.Ordinal)))
                broken.Add($"the list has {listed.Count} servers of {all.Count}, and {listed.Count(id => !all.Contains(id))} others");
        }
    }

    private static void CheckOutcome(Journey journey, Cell cell, string id, Outcome outcome, int starts, List<string> broken)
    {
        if (outcome.Server is { } server)
        {
            if (!server.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
                broken.Add($"the result for {id} is {server.Id}");
            var status = journey.Simulator.GetServer(id)?.Status ?? "DELETED";
            if (starts == 0 || (cell.Place.Action.Targets.Count > 0 && !cell.Place.Action.IsTarget(status)))
                broken.Add($"success of {id}, which is {status} after {starts} starts");
        }

        if (outcome.Error is not NovaException error)
            return;
        if (Claims.Contains(error.ErrorId) && !(error.ErrorId == NovaErrorId.NovaServerVanished && cell.Fault?.SaysNotFound == true))
            broken.Add($"a claim without evidence, {error.ErrorId}: {error.Message}");
        if (!outcome.IsAccepted && starts > 0 && !error.IsOutcomeUnknown && cell.Fault?.HidesActions != true)
            broken.Add($"a definite failure of a start that was carried out, {error.ErrorId}: {error.Message}");
    }

    private static void CheckWire(Journey journey, Cell cell, List<string> broken)
    {
        // A wait of two minutes polls some 35 times, and reads a record every 2 seconds;
        // .NET repeats what a kept connection lost, and redirects are followed 5 times.
        var most = 250 + (journey.Targets.Count * 300);
        if (journey.End.Requests.Count > most)
            broken.Add($"{journey.End.Requests.Count} requests");
        var starts = journey.End.Requests.Where(r => Place.IsAction(r, cell.Place.Action));
        // Two sendings of each, with five redirects.
        if (starts.Count() > 12 * journey.Targets.Count)
            broken.Add($"{starts.Count()} requests to start {journey.Targets.Count} servers");

        var logins = journey.End.Requests.Count(r => r.Method == "POST" && r.Target.EndsWith("/auth/tokens", StringComparison.Ordinal));
        if (logins > 60)
            broken.Add($"{logins} logins");
        if (journey.End.Unbounded)
            broken.Add("a response is read without a limit");
    }

    private static bool IsControl(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    /// <summary>How often the simulator accepted a start of a server.</summary>
    private static int Starts(Journey journey, Cell cell, string id) =>
        journey.Simulator.GetRequests().Count(r => r.StatusCode == cell.Place.Action.ExpectedCode
            && (cell.Place.Action.Key is { } key ? r.Action == key : r.Method == cell.Place.Action.Method)
            && string.Equals(r.ServerId, id, StringComparison.OrdinalIgnoreCase));

    private static string Visible(string text)
    {
        var shown = new string([.. text.Select(c => IsControl(c) ? '?' : c)]);
        return shown.Length > 300 ? shown[..300] + "..." : shown;
    }

    private static string First(Exception error) =>
        " " + error.StackTrace?.Split('\n').Skip(0).FirstOrDefault(l => l.Contains("NovaPS.", StringComparison.Ordinal))?.Trim();
}
