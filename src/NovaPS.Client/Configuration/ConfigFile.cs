using System;
using System.Collections.Generic;
using System.IO;
using NovaPS.YamlDotNet.Core;
using NovaPS.YamlDotNet.Core.Events;

namespace NovaPS.Client;

/// <summary>
/// Reads a configuration file, YAML or JSON (which YAML contains), as PyYAML's safe_load does: of equal keys the last one counts,
/// and &lt;&lt; merges.
/// </summary>
internal sealed class ConfigFile
{
    /// <summary>Deeper than any honest file.</summary>
    private const int MaxDepth = 64;

    private readonly string _path;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);

    private ConfigFile(string path, TextReader text)
    {
        _path = path;
        _parser = new Parser(text);
    }

    /// <summary>The root of the file; null: the file is empty.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is not YAML. The message has file and line, never the contents.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not read it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ConfigNode? Read(string path)
    {
        using var text = new StreamReader(path);
        try
        {
            return new ConfigFile(path, text).ReadRoot();
        }
        catch (YamlException e)
        {
            // Its message may quote the line, and its line may be a password.
            throw Broken(path, e.Start.Line, e.Start.Column);
        }
    }

    private static NovaException Broken(string path, long line, long column) => new(NovaErrorId.NovaConnectInputInvalid,
        Where(path, line) + ": this is not valid YAML (at column " + column + "). Correct the file; a value with special characters needs quotes.");

    private static string Where(string path, long line) => path + ", line " + line;

    private ConfigNode? ReadRoot()
    {
        while (_parser.MoveNext() && _parser.Current is not (Scalar or MappingStart or SequenceStart or AnchorAlias))
        {
        }

        return _parser.Current is null or StreamEnd ? null : ReadNode(0);
    }

    /// <summary>Reads the node that begins at the current event, and stops at its last event.</summary>
    private ConfigNode ReadNode(int depth)
    {
        var start = _parser.Current!;
        if (depth > MaxDepth)
            throw Broken(_path, start.Start.Line, start.Start.Column);
        switch (start)
        {
            case AnchorAlias alias:
                return _anchors.TryGetValue(alias.Value.Value, out var node) ? node : throw Broken(_path, alias.Start.Line, alias.Start.Column);
            case Scalar scalar:
                return Keep(scalar, ConfigNode.Scalar(Where(_path, scalar.Start.Line), Text(scalar)));
            case SequenceStart sequence:
                var items = new List<ConfigNode>();
                while (Next() is not SequenceEnd)
                    items.Add(ReadNode(depth + 1));
                return Keep(sequence, ConfigNode.Sequence(Where(_path, sequence.Start.Line), items));
            case MappingStart mapping:
                return Keep(mapping, ReadMapping(mapping, depth));
            default:
                throw Broken(_path, start.Start.Line, start.Start.Column);
        }
    }

    private ConfigNode ReadMapping(MappingStart start, int depth)
    {
        var members = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        var merged = new List<ConfigNode>();
        while (Next() is not MappingEnd)
        {
            if (_parser.Current is not Scalar key)
                throw Broken(_path, _parser.Current!.Start.Line, _parser.Current.Start.Column);
            Next();
            var value = ReadNode(depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
                merged.AddRange(value.Items ?? [value]);
            else
                // The line of the key: that is where one looks.
                members[key.Value] = value.Text is null && value.Members is null && value.Items is null ? ConfigNode.Scalar(Where(_path, key.Start.Line), null) : value;
        }

        foreach (var source in merged)
        {
            foreach (var member in source.Members ?? throw Broken(_path, start.Start.Line, start.Start.Column))
            {
                if (!members.ContainsKey(member.Key))
                    members.Add(member.Key, member.Value);
            }
        }

        return ConfigNode.Mapping(Where(_path, start.Start.Line), members);
    }

    private ParsingEvent Next() => _parser.MoveNext() ? _parser.Current! : throw new YamlException(string.Empty);

    private ConfigNode Keep(NodeEvent start, ConfigNode node)
    {
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        return node;
    }

    private static string? Text(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value;
}
