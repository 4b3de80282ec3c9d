using System;
using System.Globalization;
using System.IO;

namespace NovaPS.Shell;

/// <summary>What the console around this process can do.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 120;

    /// <summary>Whether a person can be asked something.</summary>
    public static bool CanAsk { get; } = !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Whether a passing line on stderr reaches a person.</summary>
    public static bool ShowsProgress { get; } = !Console.IsErrorRedirected && IsCapable();

    /// <summary>Whether output is coloured: on a console that can, or wherever CLICOLOR_FORCE wants it; never where NO_COLOR does not.</summary>
    public static bool HasColour { get; } = IsWanted && (IsForced || (!Console.IsOutputRedirected && IsCapable()));

    /// <summary>Whether errors are.</summary>
    public static bool HasColouredErrors { get; } = HasColour && (IsForced || !Console.IsErrorRedirected);

    /// <summary>The columns that views may fill.</summary>
    public static int Width
    {
        get
        {
            var columns = Environment.GetEnvironmentVariable("COLUMNS");
            if (int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0)
                return given;
            if (Console.IsOutputRedirected)
                return WidthOfFiles;
            try
            {
                return Console.WindowWidth is var width and > 0 ? width : WidthOfFiles;
            }
            catch (IOException)
            {
                return WidthOfFiles;
            }
        }
    }

    private static bool IsWanted => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool IsForced => Environment.GetEnvironmentVariable("CLICOLOR_FORCE") is not (null or "" or "0");

    // The old Windows console prints escape sequences as they are; Windows Terminal does not.
    private static bool IsCapable() => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable("WT_SESSION") is not null
        : Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}
