using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>
/// The types of the members of a login, from keystone/auth/schema.py. Only the first line of Keystone's message is sent; in Keystone, a
/// dump of the schema follows.
/// </summary>
internal static class AuthSchema
{
    /// <summary>The members in the order of the schema, each after its parent. A null type means that the member is absent.</summary>
    private static readonly IReadOnlyList<(string Path, JTokenType[] Types)> Members =
    [
        ("", [JTokenType.Object]),
        ("identity", [JTokenType.Object]),
        ("identity/methods", [JTokenType.Array]),
        ("identity/methods/*", [JTokenType.String]),
        ("identity/password", [JTokenType.Object]),
        ("identity/password/user", [JTokenType.Object]),
        ("identity/password/user/id", [JTokenType.String]),
        ("identity/password/user/name", [JTokenType.String]),
        ("identity/password/user/password", [JTokenType.String]),
        ("identity/password/user/domain", [JTokenType.Object]),
        ("identity/password/user/domain/id", [JTokenType.String]),
        ("identity/password/user/domain/name", [JTokenType.String]),
        ("identity/token", [JTokenType.Object]),
        ("identity/token/id", [JTokenType.String]),
        ("scope", [JTokenType.Object, JTokenType.String]),
        ("scope/project", [JTokenType.Object]),
        ("scope/project/name", [JTokenType.String]),
        ("scope/project/id", [JTokenType.String]),
        ("scope/project/domain", [JTokenType.Object]),
        ("scope/project/domain/id", [JTokenType.String]),
        ("scope/project/domain/name", [JTokenType.String]),
        ("scope/domain", [JTokenType.Object]),
        ("scope/system", [JTokenType.Object]),
    ];

    private static readonly (string Owner, string Name)[] Required =
        [("", "identity"), ("identity", "methods"), ("identity/token", "id")];

    /// <summary>Throws the 400 of Keystone if a member is missing or has another type.</summary>
    public static void Check(JToken auth)
    {
        foreach (var (path, types) in Members)
        {
            foreach (var (found, value) in Find(auth, path))
            {
                if (!types.Contains(value.Type))
                    throw WrongType(found, value, types);
            }
        }

        foreach (var (owner, name) in Required)
        {
            foreach (var (_, value) in Find(auth, owner))
            {
                if (value[name] is null)
                    throw new KeystoneError(400, $"'{name}' is a required property");
            }
        }
    }

    private static IEnumerable<(string Path, JToken Value)> Find(JToken auth, string path)
    {
        IEnumerable<(string Path, JToken Value)> found = [("", auth)];
        foreach (var part in path.Split(['/'], StringSplitOptions.RemoveEmptyEntries))
            found = found.SelectMany(owner => Children(owner.Path, owner.Value, part)).ToList();
        return found;
    }

    private static IEnumerable<(string Path, JToken Value)> Children(string path, JToken owner, string part)
    {
        var prefix = path.Length == 0 ? "" : path + "/";
        if (part == "*")
            return owner.Select((item, index) => (prefix + Formats.Invariant(index), item));
        return owner is JObject table && table[part] is { } value ? [(prefix + part, value)] : [];
    }

    private static KeystoneError WrongType(string path, JToken value, JTokenType[] types)
    {
        var expected = string.Join(", ", types.Select(type => $"'{type.ToString().ToLowerInvariant()}'"));
        var text = $"{PythonText.Repr(value)} is not of type {expected}";
        return new KeystoneError(400, path.Length == 0 ? text : $"Invalid input for field '{path}': {text}");
    }
}
