using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using NovaPS.Client;

namespace NovaPS.Formatting;

/// <summary>Formats values for the views in NovaPS.Format.ps1xml.</summary>
public static class FormatHelpers
{
    private const string Green = "\u001b[32m";
    private const string Red = "\u001b[31m";
    private const string Reset = "\u001b[0m";

    /// <summary>Yellow cannot be read on white, nor blue on black.</summary>
    private const string Bold = "\u001b[1m";

    private const int NarrowestText = 20;

    /// <summary>
    /// PowerShell before 7.2, including Windows PowerShell, counts escape sequences as text. Later versions remove them if the host or
    /// $PSStyle.OutputRendering does not support them.
    /// </summary>
    private static readonly bool EngineSupportsColors =
        typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle") is not null;

    private static readonly HashSet<string> AtRest = new(StringComparer.OrdinalIgnoreCase)
    {
        "SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED", "DELETED", "SOFT_DELETED",
    };

    /// <summary>Formats text from the cloud or a file. Control and invisible characters are shown as \\u001b.</summary>
    /// <param name="value">The value.</param>
    /// <param name="otherwise">What to show if the value is empty.</param>
    /// <returns>The text; null if there is none.</returns>
    public static string? Text(object? value, object? otherwise = null)
    {
        var text = value?.ToString();
        return !string.IsNullOrEmpty(text) ? DisplayText.Clean(text!) : otherwise is null ? text : Text(otherwise);
    }

    /// <summary>Formats a status, and in parentheses the task in progress, or else the fault of a server in ERROR.</summary>
    /// <param name="server">The server.</param>
    /// <returns>Such as SHUTOFF (powering-on), with the status in its color.</returns>
    public static string? ServerStatus(NovaServer? server)
    {
        var fault = string.Equals(server?.Status, "ERROR", StringComparison.OrdinalIgnoreCase) ? server!.Fault?.Message : null;
        var detail = !string.IsNullOrEmpty(server?.TaskState) ? server!.TaskState : fault;
        return string.IsNullOrEmpty(detail) ? Status(server?.Status) : Status(server!.Status) + " (" + DisplayText.Clean(detail!) + ")";
    }

    /// <summary>
    /// Colors a status: ACTIVE green, and ERROR red. Statuses that do not last, such as BUILD or VERIFY_RESIZE, are bold, and statuses at
    /// rest such as SHUTOFF are not changed.
    /// </summary>
    /// <param name="status">The status.</param>
    /// <returns>The status, colored if colors are supported and not disabled.</returns>
    public static string? Status(string? status) => status?.ToUpperInvariant() switch
    {
        null or "" => status,
        "ACTIVE" => Colored(status!, Green),
        "ERROR" => Colored(status!, Red),
        var known => AtRest.Contains(known) ? status : Colored(DisplayText.Clean(status!), Bold),
    };

    /// <summary>Formats the events of an action, one on each line, and the cause of a failure on the line after it.</summary>
    /// <param name="action">The action.</param>
    /// <returns>Such as 16:41:06 compute_start_instance: Error on compute-07.</returns>
    public static string Events(NovaServerAction? action) => string.Join("\n", (action?.Events ?? []).Where(e => e is not null)
        .Select(e => TimeOfDay(e.StartTime) + " " + Text(e) + (e.ComputeHost is null ? string.Empty : " on " + Text(e.ComputeHost))
            + (e.Details is null ? string.Empty : "\n  " + Text(e.Details))));

    /// <summary>Colors a result: Success and Ok green, Error and Failed red, Warning and Running bold.</summary>
    /// <param name="result">The result of an action, of an event or of a step of Test-NovaConnection.</param>
    /// <returns>The result, colored if colors are supported and not disabled.</returns>
    public static string? Result(string? result) => result switch
    {
        "Success" or "Ok" => Colored(result, Green),
        "Error" or "Failed" => Colored(result, Red),
        "Running" or "Warning" => Colored(result, Bold),
        _ => Text(result),
    };

    /// <summary>
    /// Formats the detail and the remedy of a step of Test-NovaConnection. Lines are broken between words, which a table does not do.
    /// </summary>
    /// <param name="test">The result.</param>
    /// <param name="host">The host, for the width of its window.</param>
    /// <param name="others">The width of the other columns.</param>
    /// <returns>The text, in lines if the width is known.</returns>
    public static string TestDetail(NovaConnectionTest? test, PSHost? host, int others)
    {
        var texts = new[] { test?.Detail, string.IsNullOrEmpty(test?.Remedy) ? null : "-> " + test!.Remedy }.OfType<string>()
            .Select(DisplayText.Clean);
        var width = WidthOf(host) - others - 1;
        return string.Join("\n", width < NarrowestText ? texts : texts.SelectMany(t => Wrap(t, width)));
    }

    /// <summary>Formats fixed addresses, each with the floating address of its port in parentheses, and IPv4 first.</summary>
    /// <param name="server">The server.</param>
    /// <returns>Such as 10.0.0.21 (203.0.113.7), fd00::21.</returns>
    public static string Addresses(NovaServer? server)
    {
        var addresses = (server?.Addresses ?? []).Where(a => a?.IPAddress is not null).OrderBy(a => a.Version == 6).ToList();
        var floating = addresses.Where(a => a.Is("floating")).ToList();
        var texts = new List<string>();
        foreach (var one in addresses.Where(a => !a.Is("floating")))
        {
            var own = floating.Find(f => f.MacAddress is not null && f.MacAddress == one.MacAddress && f.Version == one.Version)
                ?? floating.Find(f => f.MacAddress is null && f.Network == one.Network && f.Version == one.Version);
            texts.Add(own is null ? one.IPAddress! : one.IPAddress + " (" + own.IPAddress + ")");
            if (own is not null)
                floating.Remove(own);
        }

        return DisplayText.Clean(string.Join(", ", texts.Concat(floating.Select(f => "(" + f.IPAddress + ")"))));
    }

    /// <summary>Formats a time as yyyy-MM-dd HH:mm:ss.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text; null if there is no time.</returns>
    public static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Formats the time of day as HH:mm:ss.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text; null if there is no time.</returns>
    public static string? TimeOfDay(DateTime? time) => time?.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Formats a duration in whole seconds as hh:mm:ss, with the days before it if there are any.</summary>
    /// <param name="duration">The duration.</param>
    /// <returns>The text; null if there is no duration.</returns>
    public static string? Duration(TimeSpan? duration) =>
        duration is { } time ? new TimeSpan(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond)).ToString("c") : null;

    /// <summary>Formats metadata as key=value, joined by commas, sorted by key.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <returns>The text; null if there is no metadata.</returns>
    public static string? Metadata(IDictionary? metadata) => metadata is null ? null : new NovaMetadata(metadata).ToString();

    /// <summary>Formats a flavor with its size.</summary>
    /// <param name="flavor">The flavor.</param>
    /// <returns>Such as m1.small: 1 vCPU, 2 GiB RAM, 20 GiB disk.</returns>
    public static string? Flavor(NovaFlavor? flavor) => flavor?.VCpus is null ? Text(flavor) : Text(flavor) + ": " + flavor.VCpus
        + (flavor.VCpus == 1 ? " vCPU, " : " vCPUs, ") + Memory(flavor.RamMB) + " RAM, " + flavor.DiskGB + " GiB disk";

    /// <summary>Names an object.</summary>
    /// <param name="value">The object.</param>
    /// <returns>The name of a server, or its id; the text of other objects.</returns>
    public static string? Name(object? value) => value is NovaServer server ? Text(server.Name, server.Id) : Text(value);

    /// <summary>Describes an object in one line.</summary>
    /// <param name="instance">A server, an action or one of their parts, or a connection.</param>
    /// <returns>Its text. A server has its status, and an action its result.</returns>
    public static string? Summary(PSObject? instance) => instance?.BaseObject switch
    {
        NovaServer server => Text(server) + ": " + ServerStatus(server),
        NovaServerAction { Result: { } result } action => Text(action) + ": " + Text(result),
        NovaFlavor flavor => Flavor(flavor),
        var other => Text(other),
    };

    private static string Memory(int? mebibytes) => mebibytes >= 1024
        ? (mebibytes.Value / 1024.0).ToString("0.##", CultureInfo.InvariantCulture) + " GiB" : mebibytes + " MiB";

    private static int WidthOf(PSHost? host)
    {
        try
        {
            return host?.UI?.RawUI?.BufferSize.Width ?? 0;
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException
            or System.IO.IOException)
        {
            // The host has no window.
            return 0;
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            // A word that is longer than a line is broken at the end of the line.
            var at = text.LastIndexOf(' ', width);
            var end = at > 0 ? at : width;
            yield return text.Substring(0, end);
            text = text.Substring(end).TrimStart(' ');
        }

        yield return text;
    }

    private static string Colored(string text, string color) =>
        EngineSupportsColors && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? color + text + Reset : text;
}
