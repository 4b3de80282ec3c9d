namespace NovaPS.Client.Identity;

/// <summary>What a name in Keystone belongs to.</summary>
/// <param name="Member">The member of a response that has one of them, such as user.</param>
internal sealed record IdentityKind(string Member)
{
    public static readonly IdentityKind User = new("user");

    public static readonly IdentityKind Project = new("project");

    /// <summary>The path of all of them, and the member of a list: users.</summary>
    public string Plural => Member + "s";
}
