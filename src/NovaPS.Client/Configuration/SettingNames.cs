using System;
using System.Linq;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The names of settings, older ones among them, and which counts where a cloud has several of one.
/// Source: openstacksdk, openstack/config/loader.py.
/// </summary>
internal static class SettingNames
{
    /// <summary>
    /// Older names of a setting. Where a cloud has both, its own name counts, but for endpoint_type: it was said on purpose
    /// (openstacksdk, magic_fixes).
    /// </summary>
    private static readonly (string Old, string Name, bool Wins)[] Aliases =
    [
        ("tenant_id", "project_id", false), ("tenant_name", "project_name", false), ("auth_token", "token", false),
        ("user_name", "username", false), ("auth_plugin", "auth_type", false), ("endpoint_type", "interface", true),
        ("compute_endpoint", "compute_endpoint_override", false),
    ];

    /// <summary>The setting that a key stands for, and how much it counts: of several the one with the highest rank does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="isAuth">Whether it stands in auth.</param>
    public static (string Name, int Rank) Find(string key, bool isAuth)
    {
        // Any service's own timeout is taken for the only one that there is (_fix_backwards_api_timeout).
        if (!isAuth && key.EndsWith("_timeout", StringComparison.Ordinal) && key != "api_timeout")
            return ("api_timeout", 3);
        if (key.EndsWith("_endpoint_type", StringComparison.Ordinal))
            key = key.Substring(0, key.Length - "endpoint_type".Length) + "interface";
        var (_, name, wins) = Aliases.FirstOrDefault(a => a.Old == key);
        var isOld = name is not null && !wins;
        return ((name ?? key), wins ? 3
            // An older name of the user in auth wins over the newer one beside it; that of a project does not (_fix_backwards_project).
            : (name ?? key) == "username" ? (isAuth ? 2 : 0) + (isOld ? 0 : 1)
            : (isAuth ? 1 : 0) + (isOld ? 0 : 2));
    }
}
