using System;
using System.Globalization;
using System.Text.RegularExpressions;
using NovaPS.Simulator;

namespace NovaPS.Formatting;

/// <summary>Formats values of simulator objects for the views in NovaPS.Format.ps1xml.</summary>
public static class SimulatorViews
{
    /// <summary>Formats how many requests a fault affects.</summary>
    /// <param name="count">The number; less than zero for no limit.</param>
    /// <returns>The number, or "all".</returns>
    public static string Count(int count) => count < 0 ? "all" : count.ToString(CultureInfo.InvariantCulture);

    /// <summary>Formats the status code of a response.</summary>
    /// <param name="statusCode">The status code; 0 if there was no response.</param>
    /// <returns>The number, or "none".</returns>
    public static string StatusCode(int statusCode) => statusCode == 0 ? "none" : statusCode.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Formats the path and the query of a request with the names of servers instead of their ids, and without the version and the
    /// project, which are the same for all requests.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The text; null if there is no request.</returns>
    public static string? Path(NovaSimulatorRequest? request)
    {
        if (request is null)
            return null;
        var path = Regex.Replace(request.Path, @"^/v2(\.1)?(/[0-9a-f]{32})?(?=/)", string.Empty, RegexOptions.IgnoreCase);
        if (!string.IsNullOrEmpty(request.ServerName))
            path = path.Replace(request.ServerId!, request.ServerName);
        return FormatHelpers.Text(request.Query.Length == 0 ? path : path + "?" + Uri.UnescapeDataString(request.Query));
    }
}
