using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text.RegularExpressions;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Http;

/// <summary>
/// Takes the secrets of a connection out of text from outside: a server, a proxy or a debugging page that echoes a request must not
/// make NovaPS echo its password or token. Text is redacted as it came, before anything is cleaned or cut, and in any encoding.
/// </summary>
internal sealed class SecretRedactor : IDisposable
{
    private const string Mask = "***";

    /// <summary>
    /// Shorter secrets may be words that NovaPS itself uses, and a mask in its sentences would tell them: they are taken out of the
    /// words of others only.
    /// </summary>
    private const int Unmistakable = 12;

    /// <summary>Those that came first, and so the credential, stay; of the tokens that were renewed, the last ones.</summary>
    private const int MaxFirst = 8;
    private const int MaxSecrets = 32;

    /// <summary>With these begin the encodings of a single character.</summary>
    private static readonly char[] Escapes = ['%', '\\', '&'];

    private static readonly List<WeakReference<SecretRedactor>> Live = [];

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A user and a password in a URL, and what stands in a query under the name of a secret.</summary>
    private static readonly Regex InUrl = new(
        "(?<=:/{1,2})[^\\s\"'<>/?#]*@|(?<=[?&;][\\w.-]*(?:token|secret|passw(?:or)?d|passcode|signature|credential|"
        + "(?:api|access)[_-]?key)=)[^&\\s\"'<>#]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, MatchTimeout);

    private readonly List<Secret> _secrets = [];

    public SecretRedactor()
    {
        lock (Live)
        {
            Live.RemoveAll(r => !r.TryGetTarget(out _));
            Live.Add(new WeakReference<SecretRedactor>(this));
        }
    }

    /// <summary>Text that may have come from anywhere, without the secrets of any connection that are too long to be a word.</summary>
    public static string RedactAny(string text)
    {
        if (text.Length < Unmistakable)
            return text;
        SecretRedactor[] live;
        lock (Live)
            live = Live.Select(r => r.TryGetTarget(out var one) ? one : null).OfType<SecretRedactor>().ToArray();
        return live.Aggregate(RedactUrls(text), (redacted, one) => one.Redact(redacted, Unmistakable));
    }

    /// <summary>The connection is closed: its secrets stay out of the errors of its own requests only.</summary>
    public void Dispose()
    {
        lock (Live)
            Live.RemoveAll(r => !r.TryGetTarget(out var one) || one == this);
    }

    /// <summary>Remembers a token.</summary>
    public void AddToken(string? token) => Add(token, isHidden: false);

    /// <summary>Remembers a password, or another secret that lives longer than a token.</summary>
    public void AddPassword(string? password) => Add(password, isHidden: true);

    /// <summary>Text from outside, without the secrets of the connection.</summary>
    public string Redact(string text) => RedactUrls(Redact(text, 1));

    /// <summary>A sentence of NovaPS that may quote text from outside, without the secrets that are too long to be a word.</summary>
    public string RedactSentence(string text) => RedactUrls(Redact(text, Unmistakable));

    private static string RedactUrls(string text) => Replace(InUrl, text, m => m.Value.EndsWith("@", StringComparison.Ordinal)
        ? Mask + "@" : Mask);

    private string Redact(string text, int shortest)
    {
        Secret[] secrets;
        lock (_secrets)
            secrets = _secrets.Where(s => s.Length >= shortest).ToArray();
        // The longest first: one may be part of another. The beginning of a secret may be a word, too.
        return secrets.Where(s => s.MayBeIn(text)).OrderByDescending(s => s.Length)
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
            // Made to take long: then nothing of it is shown.
            return Mask;
        }
    }

    private void Add(string? text, bool isHidden)
    {
        if (string.IsNullOrEmpty(text))
            return;
        lock (_secrets)
        {
            if (_secrets.Exists(s => s.IsHidden == isHidden && s.Text == text))
                return;
            if (_secrets.Count == MaxSecrets)
                _secrets.RemoveAt(MaxFirst);
            _secrets.Add(new Secret(text!, isHidden));
        }
    }

    /// <summary>A secret, and the pattern that finds it, which the garbage collector may take, and which is then made anew.</summary>
    private sealed class Secret(string text, bool isHidden)
    {
        private readonly WeakReference<Regex?> _pattern = new(null);
        private readonly string[] _probes = SecretPattern.Probes(text);
        private readonly string? _plain = isHidden ? null : text;
        private readonly SecureString? _hidden = isHidden ? SecureText.From(text) : null;

        public bool IsHidden { get; } = isHidden;

        public int Length { get; } = text.Length;

        /// <summary>Whether a search is worth its while: a pattern is large, and most texts have no secret in them.</summary>
        public bool MayBeIn(string text) => _probes.Length == 0 || text.IndexOfAny(Escapes) >= 0
            || Array.Exists(_probes, p => text.IndexOf(p, StringComparison.OrdinalIgnoreCase) >= 0);

        public string Text => _plain ?? SecureText.ToPlainText(_hidden!);

        public Regex Pattern
        {
            get
            {
                if (!_pattern.TryGetTarget(out var pattern) || pattern is null)
                    _pattern.SetTarget(pattern = SecretPattern.Of(Text, MatchTimeout));
                return pattern;
            }
        }
    }
}
