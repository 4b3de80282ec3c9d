using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client;

/// <summary>A piece of configuration and where it stands, for errors: they name the place and never quote the contents.</summary>
/// <param name="where">A file and a line, or the name of a variable.</param>
internal sealed class ConfigNode(string where)
{
    /// <summary>Such as "/etc/openstack/clouds.yaml, line 7", or "OS_AUTH_TYPE".</summary>
    public string Where { get; } = where;

    /// <summary>The value of a scalar; null: it is none, or it is null.</summary>
    public string? Text { get; private set; }

    /// <summary>The members of a mapping; null: it is none.</summary>
    public Dictionary<string, ConfigNode>? Members { get; private set; }

    /// <summary>The items of a sequence; null: it is none.</summary>
    public List<ConfigNode>? Items { get; private set; }

    public static ConfigNode Scalar(string where, string? text) => new(where) { Text = text };

    public static ConfigNode Sequence(string where, List<ConfigNode> items) => new(where) { Items = items };

    public static ConfigNode Mapping(string where, Dictionary<string, ConfigNode>? members = null) =>
        new(where) { Members = members ?? new Dictionary<string, ConfigNode>(StringComparer.Ordinal) };

    /// <summary>A member of a mapping; null: there is none, or it is null.</summary>
    public ConfigNode? Find(string name) =>
        Members is not null && Members.TryGetValue(name, out var node) && !node.IsNull ? node : null;

    /// <summary>Null in YAML's sense: nothing stands there.</summary>
    public bool IsNull => Text is null && Members is null && Items is null;

    /// <summary>The same with the keys written one way: the files may write region-name for region_name (openstacksdk, normalize_keys).</summary>
    public ConfigNode Normalize()
    {
        if (Members is null)
            return this;
        var node = Mapping(Where);
        foreach (var member in Members)
            node.Members![member.Key.Replace('-', '_')] = member.Value.Normalize();
        return node;
    }

    /// <summary>Lays another over this: mappings are merged, all else is replaced (openstacksdk, merge_clouds).</summary>
    public ConfigNode Merge(ConfigNode over) => Combine(over, (_, mine, other) => mine.Merge(other));

    /// <summary>Lays a cloud over what it builds on: only auth is merged, all else is replaced (openstacksdk, _auth_update).</summary>
    public ConfigNode Update(ConfigNode over) => Combine(over, (name, mine, other) => name == "auth" ? mine.Combine(other, (_, _, o) => o) : other);

    private ConfigNode Combine(ConfigNode over, Func<string, ConfigNode, ConfigNode, ConfigNode> both)
    {
        if (Members is null || over.Members is null)
            return over;
        var members = Members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        foreach (var member in over.Members)
            members[member.Key] = members.TryGetValue(member.Key, out var mine) ? both(member.Key, mine, member.Value) : member.Value;
        return Mapping(over.Where, members);
    }
}
