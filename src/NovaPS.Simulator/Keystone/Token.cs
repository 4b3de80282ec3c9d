using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Keystone;

/// <summary>A token, scoped to a project or unscoped.</summary>
internal sealed class Token(User user, Project? project, IReadOnlyList<string> methods, DateTime issuedAt, DateTime expiresAt)
{
    /// <summary>The id: random characters in the format of a Fernet token.</summary>
    public string Id { get; } = "gAAAAAB" + Identity.NewSecret(132);

    public User User { get; } = user;

    public Project? Project { get; } = project;

    public IReadOnlyList<string> Roles { get; } = project is null ? [] : user.RolesIn(project);

    public IReadOnlyList<string> Methods { get; } = methods;

    public IReadOnlyList<string> AuditIds { get; set; } = [Identity.NewSecret(16)];

    public DateTime IssuedAt { get; } = issuedAt;

    public DateTime ExpiresAt { get; set; } = expiresAt;

    public bool IsByApplicationCredential => Methods.Contains("application_credential");

    public bool IsAdmin => Roles.Contains("admin");

    public bool IsMember => Roles.Contains("member");
}
