using System;
using System.Linq;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The names of settings, including older ones, and their precedence.
/// Source: openstacksdk, openstack/config/loader.py.
/// </summary>
internal static class SettingNames
{
    /// <summary>
    /// Older names of settings. The current name takes precedence, except over endpoint_type (openstacksdk, magic_fixes).
    /// </summary>
    private static readonly (string Old, string Name, bool Wins)[] Aliases =
    [
        ("tenant_id", "project_id", false), ("tenant_name", "project_name", false), ("auth_token", "token", false),
        ("user_name", "username", false), ("auth_plugin", "auth_type", false), ("endpoint_type", "interface", true),
        ("compute_endpoint", "compute_endpoint_override", false),
    ];

    /// <summary>
    /// Returns the setting of a key and its rank. Of several keys for one setting, the one with the highest rank is used.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="isAuth">Whether the key is in auth.</param>
    public static (string Name, int Rank) Find(string key, bool isAuth)
    {
        // The timeout of any service sets api_timeout (_fix_backwards_api_timeout).
        if (!isAuth && key.EndsWith("_timeout", StringComparison.Ordinal) && key != "api_timeout")
            return ("api_timeout", 3);
        if (key.EndsWith("_endpoint_type", StringComparison.Ordinal))
            key = key.Substring(0, key.Length - "endpoint_type".Length) + "interface";
        var (_, name, wins) = Aliases.FirstOrDefault(a => a.Old == key);
        var isOld = name is not null && !wins;
        return ((name ?? key), wins ? 3
            // An older name of the user in auth takes precedence over the current one beside it; for a project, it does not
            // (_fix_backwards_project).
            : (name ?? key) == "username" ? (isAuth ? 2 : 0) + (isOld ? 0 : 1)
            : (isAuth ? 1 : 0) + (isOld ? 0 : 2));
    }
}
