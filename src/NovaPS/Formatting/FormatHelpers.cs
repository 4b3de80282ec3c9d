using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using NovaPS.Client;

namespace NovaPS.Formatting;

/// <summary>What the views show where a property by itself would not do. For NovaPS.Format.ps1xml.</summary>
public static class FormatHelpers
{
    private const string Green = "\u001b[32m";
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";
    private const string Reset = "\u001b[0m";
    private const int NarrowestText = 20;

    /// <summary>
    /// PowerShell before 7.2, so Windows PowerShell too, counts escape sequences as text; later ones take them out where the host, or
    /// $PSStyle.OutputRendering, wants none.
    /// </summary>
    private static readonly bool EngineKnowsColours = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle") is not null;

    private static readonly HashSet<string> AtRest = new(StringComparer.OrdinalIgnoreCase)
    {
        "SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED", "DELETED", "SOFT_DELETED",
    };

    /// <summary>Anything that the cloud or a file names, fit to be shown: control and invisible characters as \\u001b.</summary>
    /// <param name="value">The value.</param>
    /// <param name="otherwise">What to show where the value is nothing.</param>
    /// <returns>Its text; null where there is none.</returns>
    public static string? Text(object? value, object? otherwise = null)
    {
        var text = value?.ToString();
        return !string.IsNullOrEmpty(text) ? DisplayText.Clean(text!) : otherwise is null ? text : Text(otherwise);
    }

    /// <summary>
    /// The status: green where it runs, red where it failed, plain where it rests, yellow for all that passes or needs a look.
    /// </summary>
    /// <param name="status">What Nova says.</param>
    /// <returns>The status, coloured where colours are understood and wanted.</returns>
    public static string? Status(string? status) => status?.ToUpperInvariant() switch
    {
        null or "" => status,
        "ACTIVE" => Coloured(status!, Green),
        "ERROR" => Coloured(status!, Red),
        var known => AtRest.Contains(known) ? status : Coloured(DisplayText.Clean(status!), Yellow),
    };

    /// <summary>How an action ended, as far as it is known: Success, Error; "no change" where nothing had to be begun.</summary>
    /// <param name="action">The action.</param>
    /// <returns>A word; null while it is not known.</returns>
    public static string? Result(NovaServerAction? action)
    {
        if (action is null)
            return null;
        if (!string.IsNullOrEmpty(action.Message))
            return Coloured(DisplayText.Clean(action.Message!), Red);
        if (action.AlreadySatisfied)
            return "no change";
        // Parts that run have no result yet.
        return action.Events.Count > 0 && action.Events.TrueForAll(e => e.Result is not null)
            ? Text(action.Events[action.Events.Count - 1].Result) : null;
    }

    /// <summary>The result of a step of Test-NovaConnection: green, yellow or red; plain where it was skipped.</summary>
    /// <param name="result">Ok, Warning, Failed or Skipped.</param>
    /// <returns>The result, coloured where colours are understood and wanted.</returns>
    public static string? TestResult(string? result) => result switch
    {
        "Ok" => Coloured(result, Green),
        "Warning" => Coloured(result, Yellow),
        "Failed" => Coloured(result, Red),
        _ => Text(result),
    };

    /// <summary>
    /// What a step of Test-NovaConnection found, and below it what to do. Lines are broken between words, which a table does not do.
    /// </summary>
    /// <param name="test">The result.</param>
    /// <param name="host">The host, for the width of its window.</param>
    /// <param name="others">The width of the other columns.</param>
    /// <returns>The text; in its own lines where the width is known.</returns>
    public static string TestDetail(NovaConnectionTest? test, PSHost? host, int others)
    {
        var texts = new[] { test?.Detail, string.IsNullOrEmpty(test?.Remedy) ? null : "-> " + test!.Remedy }.OfType<string>()
            .Select(DisplayText.Clean);
        var width = WidthOf(host) - others - 1;
        return string.Join("\n", width < NarrowestText ? texts : texts.SelectMany(t => Wrap(t, width)));
    }

    /// <summary>Fixed addresses, each with the floating one of its port in brackets; IPv4 first.</summary>
    /// <param name="server">The server.</param>
    /// <returns>Such as 10.0.0.21 (203.0.113.7), fd00::21.</returns>
    public static string Addresses(NovaServer? server)
    {
        var addresses = (server?.Addresses ?? []).Where(a => a?.IPAddress is not null).OrderBy(a => a.Version == 6).ToList();
        var floating = addresses.Where(IsFloating).ToList();
        var texts = new List<string>();
        foreach (var one in addresses.Where(a => !IsFloating(a)))
        {
            var own = floating.Find(f => f.MacAddress is not null && f.MacAddress == one.MacAddress && f.Version == one.Version)
                ?? floating.Find(f => f.MacAddress is null && f.Network == one.Network && f.Version == one.Version);
            texts.Add(own is null ? one.IPAddress! : one.IPAddress + " (" + own.IPAddress + ")");
            if (own is not null)
                floating.Remove(own);
        }

        return DisplayText.Clean(string.Join(", ", texts.Concat(floating.Select(f => "(" + f.IPAddress + ")"))));
    }

    /// <summary>A time in a table: yyyy-MM-dd HH:mm:ss, UTC.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text; null where there is no time.</returns>
    public static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static int WidthOf(PSHost? host)
    {
        try
        {
            return host?.UI?.RawUI?.BufferSize.Width ?? 0;
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException
            or System.IO.IOException)
        {
            // It has no window.
            return 0;
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            // A word that is longer than a line is broken where the line ends.
            var at = text.LastIndexOf(' ', width);
            var end = at > 0 ? at : width;
            yield return text.Substring(0, end);
            text = text.Substring(end).TrimStart(' ');
        }

        yield return text;
    }

    private static bool IsFloating(NovaServerAddress address) =>
        string.Equals(address.Type, "floating", StringComparison.OrdinalIgnoreCase);

    private static string Coloured(string text, string colour) =>
        EngineKnowsColours && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? colour + text + Reset : text;
}
