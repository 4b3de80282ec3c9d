using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>The users and projects: demo with a member, a reader and an admin, and other with a member.</summary>
internal sealed class Identity
{
    private static readonly string[] Reader = ["reader"];
    private static readonly string[] Member = ["member", "reader"];
    private static readonly string[] Admin = ["admin", "member", "reader"];

    private readonly Dictionary<string, string> _roleIds = Admin.ToDictionary(role => role, _ => Formats.NewHexId());

    public Identity()
    {
        Demo = new Project(Formats.NewHexId(), "demo");
        Other = new Project(Formats.NewHexId(), "other");
        DemoUser = new User("demo", (Demo, Member));
        OtherUser = new User("other", (Other, Member));
        Users = [DemoUser, new User("reader", (Demo, Reader)), OtherUser, new User("admin", (Demo, Admin), (Other, Admin))];
    }

    public Project Demo { get; }

    public Project Other { get; }

    public User DemoUser { get; }

    public User OtherUser { get; }

    public IReadOnlyList<User> Users { get; }

    public IEnumerable<Project> Projects => [Demo, Other];

    /// <summary>The password of all users.</summary>
    public string Password { get; } = NewSecret(18);

    public string ApplicationCredentialId { get; } = Formats.NewHexId();

    public string ApplicationCredentialName { get; } = "novaps";

    public string ApplicationCredentialSecret { get; } = NewSecret(48);

    public string RoleId(string role) => _roleIds[role];

    /// <summary>Returns random base64url characters.</summary>
    public static string NewSecret(int bytes)
    {
        var random = new byte[bytes];
        using (var generator = RandomNumberGenerator.Create())
            generator.GetBytes(random);
        return Convert.ToBase64String(random).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
