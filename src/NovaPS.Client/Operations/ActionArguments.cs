using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using Newtonsoft.Json;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Operations;

/// <summary>The values of an action's arguments by their names in the request. A value that is null is omitted.</summary>
internal sealed class ActionArguments : IEnumerable
{
    public static readonly ActionArguments None = [];

    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, SecureString> _secrets = [];

    /// <summary>The names of the arguments that have a value.</summary>
    public IEnumerable<string> Names => _texts.Keys.Concat(_secrets.Keys);

    public void Add(string name, string? value)
    {
        if (value is not null)
            _texts.Add(name, value);
    }

    public void Add(string name, SecureString? secret)
    {
        if (secret is not null)
            _secrets.Add(name, secret);
    }

    /// <summary>Returns a copy with one more value.</summary>
    public ActionArguments With(string name, string value)
    {
        var copy = new ActionArguments { { name, value } };
        foreach (var text in _texts)
            copy.Add(text.Key, text.Value);
        foreach (var secret in _secrets)
            copy.Add(secret.Key, secret.Value);
        return copy;
    }

    /// <summary>Whether the argument has a value.</summary>
    public bool Contains(string name) => _texts.ContainsKey(name) || _secrets.ContainsKey(name);

    /// <summary>Returns the value as JSON.</summary>
    /// <param name="name">The name of an argument that has a value.</param>
    /// <param name="isForDisplay">Whether a secret is replaced by a mask.</param>
    public string ToJson(string name, bool isForDisplay) => JsonConvert.ToString(
        _texts.TryGetValue(name, out var text) ? text : isForDisplay ? "***" : SecureText.ToPlainText(_secrets[name]));

    /// <inheritdoc/>
    public IEnumerator GetEnumerator() => Names.GetEnumerator();
}
