using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Configuration;

/// <summary>A piece of configuration and where it stands, for errors: they name the place and never quote the contents.</summary>
/// <param name="where">A file and a line, or the name of a variable.</param>
/// <param name="key">The path of keys in the file; null: it comes from no file.</param>
internal sealed class ConfigNode(string where, string? key = null)
{
    /// <summary>Such as "/etc/openstack/clouds.yaml, line 7", or "OS_AUTH_TYPE".</summary>
    public string Where { get; } = where;

    /// <summary>The path of keys in the file, such as "clouds.prod.auth.auth_url"; null: it comes from no file.</summary>
    public string? Key { get; } = key;

    /// <summary>The value of a scalar; null: it is none, or it is null.</summary>
    public string? Text { get; private set; }

    /// <summary>The members of a mapping; null: it is none.</summary>
    public Dictionary<string, ConfigNode>? Members { get; private set; }

    /// <summary>The items of a sequence; null: it is none.</summary>
    public List<ConfigNode>? Items { get; private set; }

    /// <summary>Whether a scalar stands in a file without quotes: only there yes and on mean true.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>The nodes in it, itself included, with each alias as large as what it stands for.</summary>
    public long Size { get; private set; } = 1;

    /// <summary>The levels below it, through aliases too.</summary>
    public int Height { get; private set; }

    public static ConfigNode Scalar(string where, string? text, bool isPlain = false, string? key = null) =>
        new(where, key) { Text = text, IsPlain = isPlain };

    public static ConfigNode Sequence(string where, List<ConfigNode> items, string? key = null) =>
        new ConfigNode(where, key) { Items = items }.Measure(items);

    public static ConfigNode Mapping(string where, Dictionary<string, ConfigNode>? members = null, string? key = null) =>
        new ConfigNode(where, key) { Members = members ?? new Dictionary<string, ConfigNode>(StringComparer.Ordinal) }
            .Measure(members?.Values);

    /// <summary>A member of a mapping; null: there is none, or it is null.</summary>
    public ConfigNode? Find(string name) =>
        Members is not null && Members.TryGetValue(name, out var node) && !node.IsNull ? node : null;

    /// <summary>Nothing stands there: null in YAML's sense, or an empty text, which templates leave behind.</summary>
    public bool IsNull => string.IsNullOrEmpty(Text) && Members is null && Items is null;

    /// <summary>
    /// The same with the keys written one way: the files may write region-name for region_name (openstacksdk, normalize_keys).
    /// </summary>
    /// <param name="depth">How deep: a cloud, and what is in its auth.</param>
    public ConfigNode Normalize(int depth = 2)
    {
        if (Members is null || depth == 0)
            return this;
        var node = Mapping(Where);
        foreach (var member in Members)
            node.Members![member.Key.Replace('-', '_')] = member.Value.Normalize(depth - 1);
        return node;
    }

    /// <summary>Lays another over this: mappings are merged, all else is replaced (openstacksdk, merge_clouds), but by nothing.</summary>
    public ConfigNode Merge(ConfigNode over) => Combine(over, Where, (_, mine, other) => other.IsNull ? mine : mine.Merge(other));

    /// <summary>Lays a cloud over what it builds on: only auth is merged, all else is replaced (openstacksdk, _auth_update).</summary>
    public ConfigNode Update(ConfigNode over) => Combine(over, over.Where, (name, mine, other) =>
        name == "auth" ? mine.Combine(other, other.Where, (_, _, o) => o) : other);

    private ConfigNode Measure(IEnumerable<ConfigNode>? children)
    {
        foreach (var child in children ?? [])
        {
            Size += child.Size;
            Height = Math.Max(Height, child.Height + 1);
        }

        return this;
    }

    private ConfigNode Combine(ConfigNode over, string where, Func<string, ConfigNode, ConfigNode, ConfigNode> both)
    {
        if (Members is null || over.Members is null)
            return over;
        var members = Members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        foreach (var member in over.Members)
            members[member.Key] = members.TryGetValue(member.Key, out var mine) ? both(member.Key, mine, member.Value) : member.Value;
        return Mapping(where, members);
    }
}
