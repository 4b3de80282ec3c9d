using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Client.Configuration;

/// <summary>A node of the configuration with its location, for errors, which never quote the contents.</summary>
/// <param name="where">A file and a line, or the name of a variable.</param>
/// <param name="key">The path of keys in the file; null if it is not from a file.</param>
internal sealed class ConfigNode(string where, string? key = null)
{
    /// <summary>The location, such as "/etc/openstack/clouds.yaml, line 7", or "OS_AUTH_TYPE".</summary>
    public string Where { get; } = where;

    /// <summary>The path of keys in the file, such as "clouds.prod.auth.auth_url"; null if it is not from a file.</summary>
    public string? Key { get; } = key;

    /// <summary>The value of a scalar; null if it is null, or not a scalar.</summary>
    public string? Text { get; private set; }

    /// <summary>The members of a mapping; null if it is not a mapping.</summary>
    public Dictionary<string, ConfigNode>? Members { get; private set; }

    /// <summary>The items of a sequence; null if it is not a sequence.</summary>
    public List<ConfigNode>? Items { get; private set; }

    /// <summary>Whether a scalar in a file has no quotes. Only then do yes and on mean true.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>The number of nodes in it, including itself, with aliases expanded.</summary>
    public long Size { get; private set; } = 1;

    /// <summary>The number of levels below it, with aliases expanded.</summary>
    public int Height { get; private set; }

    public static ConfigNode Scalar(string where, string? text, bool isPlain = false, string? key = null) =>
        new(where, key) { Text = text, IsPlain = isPlain };

    public static ConfigNode Sequence(string where, List<ConfigNode> items, string? key = null) =>
        new ConfigNode(where, key) { Items = items }.Measure(items);

    public static ConfigNode Mapping(string where, Dictionary<string, ConfigNode>? members = null, string? key = null) =>
        new ConfigNode(where, key) { Members = members ?? new Dictionary<string, ConfigNode>(StringComparer.Ordinal) }
            .Measure(members?.Values);

    /// <summary>Returns a member of a mapping; null if there is none, or it is null.</summary>
    public ConfigNode? Find(string name) =>
        Members is not null && Members.TryGetValue(name, out var node) && !node.IsNull ? node : null;

    /// <summary>Whether it is a YAML null, or an empty text, which templates may produce.</summary>
    public bool IsNull => string.IsNullOrEmpty(Text) && Members is null && Items is null;

    /// <summary>
    /// Returns a copy with normalized keys: the files may have region-name for region_name (openstacksdk, normalize_keys).
    /// </summary>
    /// <param name="depth">The number of levels. The default includes a cloud and its auth.</param>
    public ConfigNode Normalize(int depth = 2)
    {
        if (Members is null || depth == 0)
            return this;
        var node = Mapping(Where);
        foreach (var member in Members)
            node.Members![member.Key.Replace('-', '_')] = member.Value.Normalize(depth - 1);
        return node;
    }

    /// <summary>
    /// Merges another node over this one: mappings are merged, other values are replaced, but not by null (openstacksdk, merge_clouds).
    /// </summary>
    public ConfigNode Merge(ConfigNode over) => Combine(over, Where, (_, mine, other) => other.IsNull ? mine : mine.Merge(other));

    /// <summary>Merges a cloud over its profile: auth is merged, other values are replaced (openstacksdk, _auth_update).</summary>
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
