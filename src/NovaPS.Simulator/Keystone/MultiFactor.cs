using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>
/// The option multi_factor_auth_rules of the users, their TOTP secret, and the receipts for logins that need further methods.
/// Source: keystone/auth/core.py (UserMFARulesValidator), keystone/auth/plugins/totp.py, keystone/receipt.
/// </summary>
/// <param name="isRequired">Whether the users have rules. If not, Keystone does not accept totp, as by default.</param>
/// <param name="clock">The time (UTC).</param>
internal sealed class MultiFactor(bool isRequired, Func<DateTime> clock)
{
    public const string Totp = "totp";

    /// <summary>The rules: one of these sets is required.</summary>
    private static readonly string[][] Rules = [["password", Totp], ["application_credential"]];

    private readonly byte[] _secret = Convert.FromBase64String(Identity.NewSecret(18).Replace('-', '+').Replace('_', '/'));
    private readonly Dictionary<string, Receipt> _receipts = new(StringComparer.Ordinal);

    public bool IsRequired => isRequired;

    /// <summary>Returns the current passcode (RFC 6238 with SHA-1, six digits, 30 seconds).</summary>
    public string Passcode()
    {
        var step = BitConverter.GetBytes((long)(clock() - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds / 30);
        if (BitConverter.IsLittleEndian)
            Array.Reverse(step);
        // RFC 6238 and Keystone use SHA-1.
#pragma warning disable CA5350
        using var hmac = new HMACSHA1(_secret);
#pragma warning restore CA5350
        var hash = hmac.ComputeHash(step);
        var at = hash[hash.Length - 1] & 15;
        var number = ((hash[at] & 0x7F) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1000000).ToString("d6", CultureInfo.InvariantCulture);
    }

    /// <summary>Returns the methods that a login has used, including those of an earlier receipt.</summary>
    /// <param name="user">The user.</param>
    /// <param name="methods">The methods of this request.</param>
    /// <param name="receiptId">The header Openstack-Auth-Receipt; null for the first request of a login.</param>
    /// <exception cref="KeystoneError">The receipt is unknown, has expired, or belongs to another user.</exception>
    /// <exception cref="InsufficientMethods">Further methods are required.</exception>
    public IReadOnlyList<string> Check(User user, IReadOnlyList<string> methods, string? receiptId)
    {
        if (receiptId is not null)
            methods = [.. methods.Union(Find(user, receiptId).Methods)];
        if (!isRequired || Rules.Any(rule => rule.All(methods.Contains)))
            return methods;
        var receipt = new Receipt(user, methods, Formats.WholeSeconds(clock()));
        lock (_receipts)
            _receipts.Add(receipt.Id, receipt);
        throw new InsufficientMethods(receipt);
    }

    /// <summary>Returns the rules that contain one of the methods.</summary>
    public static IEnumerable<string[]> RequiredFor(Receipt receipt) => Rules.Where(rule => rule.Intersect(receipt.Methods).Any());

    private Receipt Find(User user, string id)
    {
        lock (_receipts)
        {
            return _receipts.TryGetValue(id, out var receipt) && receipt.User == user && receipt.ExpiresAt > clock() ? receipt
                : throw new KeystoneError(401, $"Could not find auth receipt: {id}.");
        }
    }
}
