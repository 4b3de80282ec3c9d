namespace NovaPS.Client.Configuration;

/// <summary>The source of an effective setting, without the value.</summary>
/// <param name="Setting">The current name of the setting, such as auth_url.</param>
/// <param name="Where">A file and a line, the name of a variable or a parameter, or "profile" and its name.</param>
/// <param name="Key">The path of keys in the file, such as clouds.prod.auth.auth_url; null if it is not from a file.</param>
internal sealed record SettingSource(string Setting, string Where, string? Key);
