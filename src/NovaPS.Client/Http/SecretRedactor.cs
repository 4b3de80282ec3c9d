using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text.RegularExpressions;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Http;

/// <summary>
/// Redacts the secrets of a connection in untrusted text, because a server, a proxy or a debugging page may echo a request. Text is
/// redacted in any encoding, before it is escaped or truncated.
/// </summary>
internal sealed class SecretRedactor : IDisposable
{
    private const string Mask = "***";

    /// <summary>
    /// Shorter secrets may be words that NovaPS itself uses, and a mask in its own sentences would reveal them. They are redacted in
    /// untrusted text only.
    /// </summary>
    private const int MinUnambiguousLength = 12;

    /// <summary>
    /// The first secrets, which include the credential, are always kept. Of later ones, such as renewed tokens and the passwords of
    /// servers, the last are kept.
    /// </summary>
    private const int MaxFirst = 8;
    private const int MaxSecrets = 128;

    private static readonly List<WeakReference<SecretRedactor>> Instances = [];

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A user and password in a URL, or the value of a query parameter with the name of a secret.</summary>
    private static readonly Regex InUrl = new(
        "(?<=:/{1,2})[^\\s\"'<>/?#]*@|(?<=[?&;][\\w.-]*(?:token|secret|passw(?:or)?d|passcode|signature|credential|"
        + "(?:api|access)[_-]?key)=)[^&\\s\"'<>#]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, MatchTimeout);

    /// <summary>Each match of <see cref="InUrl"/> has one of these, or follows it.</summary>
    private static readonly char[] InUrlMarks = ['@', '='];

    /// <summary>A password in quoted JSON or Python. Nova makes one for a rebuild and a rescue, which NovaPS does not know.</summary>
    private static readonly Regex InFields = new(
        @"(?<=(?:admin_?pass(?:word)?|password|secret|auth_?token)\\{0,4}[""']\s{0,4}[:=]\s{0,4}u?\\{0,4}[""'])[^""'\\]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, MatchTimeout);

    /// <summary>Each match of <see cref="InFields"/> follows one of these.</summary>
    private static readonly char[] InFieldsMarks = ['"', '\''];

    /// <summary>The secrets, which are replaced as a whole, so that they are read without a lock.</summary>
    private volatile Secret[] _secrets = [];

    private readonly object _adding = new();

    public SecretRedactor()
    {
        lock (Instances)
        {
            Instances.RemoveAll(r => !r.TryGetTarget(out _));
            Instances.Add(new WeakReference<SecretRedactor>(this));
        }
    }

    /// <summary>Redacts the secrets of all open connections, except short ones, in text of unknown origin.</summary>
    public static string RedactAny(string text)
    {
        if (text.Length < MinUnambiguousLength)
            return text;
        SecretRedactor[] instances;
        lock (Instances)
            instances = Instances.Select(r => r.TryGetTarget(out var one) ? one : null).OfType<SecretRedactor>().ToArray();
        var redacted = RedactUrls(text);
        var normalized = SecretPattern.Normalize(redacted);
        return instances.Aggregate(redacted, (current, one) => one.Redact(current, normalized, MinUnambiguousLength));
    }

    /// <summary>Ends the redaction by <see cref="RedactAny"/>. Errors of the connection's own requests are still redacted.</summary>
    public void Dispose()
    {
        lock (Instances)
            Instances.RemoveAll(r => !r.TryGetTarget(out var one) || one == this);
    }

    /// <summary>Adds a token.</summary>
    public void AddToken(string? token) => Add(token, isHidden: false);

    /// <summary>Adds a password, or another secret that is valid for longer than a token.</summary>
    public void AddPassword(string? password) => Add(password, isHidden: true);

    /// <summary>Redacts all secrets of the connection in untrusted text.</summary>
    public string Redact(string text) => RedactFields(RedactUrls(Redact(text, SecretPattern.Normalize(text), 1)));

    /// <summary>Redacts the secrets of the connection, except short ones, in a sentence of NovaPS that may quote untrusted text.</summary>
    public string RedactSentence(string text) => RedactUrls(Redact(text, SecretPattern.Normalize(text), MinUnambiguousLength));

    private static string RedactFields(string text) =>
        text.IndexOfAny(InFieldsMarks) < 0 ? text : Replace(InFields, text, _ => Mask);

    private static string RedactUrls(string text) => text.IndexOfAny(InUrlMarks) < 0 ? text
        : Replace(InUrl, text, m => m.Value.EndsWith("@", StringComparison.Ordinal) ? Mask + "@" : Mask);

    private string Redact(string text, string normalized, int shortest)
    {
        // Every request id and message is searched, and almost none contains a secret.
        var found = Array.FindAll(_secrets, s => s.Length >= shortest && s.MayBeIn(normalized));
        // The longest first, because one may be part of another. The beginning of a secret may also be a word.
        return found.Length == 0 ? text : found.OrderByDescending(s => s.Length)
            .Aggregate(text, (redacted, s) => Replace(s.Pattern, redacted, m => m.Length < shortest ? m.Value : Mask));
    }

    private static string Replace(Regex pattern, string text, MatchEvaluator evaluator)
    {
        try
        {
            return text.Length == 0 ? text : pattern.Replace(text, evaluator);
        }
        catch (RegexMatchTimeoutException)
        {
            // The text may have been crafted to make the search slow, so nothing of it is shown.
            return Mask;
        }
    }

    private void Add(string? text, bool isHidden)
    {
        if (string.IsNullOrEmpty(text))
            return;
        lock (_adding)
        {
            if (Array.Exists(_secrets, s => s.IsHidden == isHidden && s.Text == text))
                return;
            var isFull = _secrets.Length == MaxSecrets;
            _secrets = [.. _secrets.Where((_, i) => !isFull || i != MaxFirst), new Secret(text!, isHidden)];
        }
    }

    /// <summary>
    /// A secret, and the pattern that finds it. The pattern is large, so only that of a secret without probes is kept: it is used for every
    /// text.
    /// </summary>
    private sealed class Secret(string text, bool isHidden)
    {
        private readonly WeakReference<Regex?> _pattern = new(null);
        private readonly string[] _probes = SecretPattern.Probes(text);
        private readonly string? _plain = isHidden ? null : text;
        private readonly SecureString? _hidden = isHidden ? SecureText.From(text) : null;
        private volatile Regex? _kept;

        public bool IsHidden { get; } = isHidden;

        public int Length { get; } = text.Length;

        /// <summary>Whether a normalized text may contain the secret. This avoids most searches with the large pattern.</summary>
        public bool MayBeIn(string normalized) => _probes.Length == 0
            || Array.Exists(_probes, p => normalized.IndexOf(p, StringComparison.OrdinalIgnoreCase) >= 0);

        public string Text => _plain ?? SecureText.ToPlainText(_hidden!);

        public Regex Pattern
        {
            get
            {
                if (_kept is not null)
                    return _kept;
                if (!_pattern.TryGetTarget(out var pattern) || pattern is null)
                    _pattern.SetTarget(pattern = SecretPattern.Of(Text, MatchTimeout));
                if (_probes.Length == 0)
                    _kept = pattern;
                return pattern;
            }
        }
    }
}
