namespace NovaPS.Client.Configuration;

/// <summary>The source of an effective setting, without the value.</summary>
/// <param name="setting">The current name of the setting, such as auth_url.</param>
/// <param name="where">A file and a line, the name of a variable or a parameter, or "profile" and its name.</param>
/// <param name="key">The path of keys in the file, such as clouds.prod.auth.auth_url; null if it is not from a file.</param>
internal sealed class SettingSource(string setting, string where, string? key)
{
    public string Setting { get; } = setting;

    public string Where { get; } = where;

    public string? Key { get; } = key;
}
