using System;
using System.Collections.Generic;

namespace NovaPS.Simulator.Keystone;

/// <summary>A login that was right and not enough: some methods are proved, and others are required.</summary>
internal sealed class Receipt(User user, IReadOnlyList<string> methods, DateTime issuedAt)
{
    /// <summary>Looks like a Fernet token; it is random and has nothing in it.</summary>
    public string Id { get; } = "gAAAAAB" + Identity.NewSecret(132);

    public User User { get; } = user;

    public IReadOnlyList<string> Methods { get; } = methods;

    public DateTime IssuedAt { get; } = issuedAt;

    /// <summary>Keystone's default ([receipt] expiration): five minutes.</summary>
    public DateTime ExpiresAt { get; } = issuedAt.AddMinutes(5);
}
