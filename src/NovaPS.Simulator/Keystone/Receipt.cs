using System;
using System.Collections.Generic;

namespace NovaPS.Simulator.Keystone;

/// <summary>The receipt for a valid login that needs further methods.</summary>
internal sealed class Receipt(User user, IReadOnlyList<string> methods, DateTime issuedAt)
{
    /// <summary>The id: random characters in the format of a Fernet token.</summary>
    public string Id { get; } = "gAAAAAB" + Identity.NewSecret(132);

    public User User { get; } = user;

    public IReadOnlyList<string> Methods { get; } = methods;

    public DateTime IssuedAt { get; } = issuedAt;

    /// <summary>Keystone's default ([receipt] expiration): five minutes.</summary>
    public DateTime ExpiresAt { get; } = issuedAt.AddMinutes(5);
}
