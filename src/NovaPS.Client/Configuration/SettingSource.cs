namespace NovaPS.Client.Configuration;

/// <summary>Where an effective setting comes from. It never has the value.</summary>
/// <param name="setting">The setting, such as auth_url, by the name that NovaPS gives it.</param>
/// <param name="where">A file and a line, the name of a variable or a parameter, or "profile" and its name.</param>
/// <param name="key">The path of keys in the file, such as clouds.prod.auth.auth_url; null: it comes from no file.</param>
internal sealed class SettingSource(string setting, string where, string? key)
{
    public string Setting { get; } = setting;

    public string Where { get; } = where;

    public string? Key { get; } = key;
}
