using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The folders in which openstacksdk searches for its files.
/// Source: openstack/config/loader.py, CONFIG_SEARCH_PATH, with the folders of platformdirs on each system.
/// </summary>
internal static class ConfigFolders
{
    private static readonly string[] Suffixes = [".yaml", ".yml", ".json"];

    /// <summary>Returns the candidate paths of a file, in the order of precedence.</summary>
    /// <param name="name">clouds, secure or clouds-public.</param>
    /// <param name="first">The value of the variable that overrides the search; null for none.</param>
    /// <param name="environment">Returns the value of an environment variable; null if it is not set.</param>
    /// <param name="workingFolder">The current location of the user.</param>
    public static IEnumerable<string> Files(string name, string? first, Func<string, string?> environment, string workingFolder)
    {
        if (first is { Length: > 0 })
            yield return Expand(first, environment, workingFolder);
        foreach (var folder in All(environment, workingFolder).Distinct(StringComparer.Ordinal))
        {
            foreach (var suffix in Suffixes)
                yield return Path.Combine(folder, name + suffix);
        }
    }

    /// <summary>Returns a full path: ~ is the user's home, and other paths are relative to the working folder.</summary>
    public static string Expand(string path, Func<string, string?> environment, string workingFolder) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal)
            ? Home(environment) + path.Substring(1)
            : Path.GetFullPath(Path.Combine(workingFolder, path));

    private static IEnumerable<string> All(Func<string, string?> environment, string workingFolder)
    {
        var home = Home(environment);
        yield return workingFolder;
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            yield return Path.Combine(environment("LOCALAPPDATA") ?? Path.Combine(home, "AppData", "Local"), "OpenStack", "openstack");
            yield return Path.Combine(home, ".config", "openstack");
            yield return Path.Combine(environment("ALLUSERSPROFILE") ?? @"C:\ProgramData", "OpenStack", "openstack");
        }
        else if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            yield return Path.Combine(home, "Library", "Application Support", "openstack");
            yield return Path.Combine(Snap(environment) ?? home, ".config", "openstack");
            yield return "/Library/Application Support/openstack";
        }
        else
        {
            yield return Path.Combine(environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(home, ".config"),
                "openstack");
            yield return Path.Combine(Snap(environment) ?? home, ".config", "openstack");
            foreach (var site in (environment("XDG_CONFIG_DIRS") is { Length: > 0 } sites ? sites : "/etc/xdg")
                .Split([':'], StringSplitOptions.RemoveEmptyEntries))
                yield return Path.Combine(site, "openstack");
        }

        yield return "/etc/openstack";
    }

    /// <summary>Returns the home outside of the snap, because snaps change HOME.</summary>
    private static string? Snap(Func<string, string?> environment) => environment("SNAP_REAL_HOME") is { Length: > 0 } home ? home : null;

    private static string Home(Func<string, string?> environment) =>
        environment(RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "USERPROFILE" : "HOME") is { Length: > 0 } home
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
