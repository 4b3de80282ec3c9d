using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using NovaPS.YamlDotNet.Core;
using NovaPS.YamlDotNet.Core.Events;

namespace NovaPS.Client.Configuration;

/// <summary>
/// Reads a configuration file, YAML or JSON (a subset of YAML), in the same way as safe_load of PyYAML: the last of several equal keys is
/// used, and &lt;&lt; merges mappings.
/// </summary>
internal sealed class ConfigFile
{
    private const string SyntaxRemedy = "Correct the line; a value with special characters needs quotes.";

    /// <summary>The maximum nesting depth, with aliases expanded.</summary>
    private const int MaxDepth = 64;

    /// <summary>The maximum number of values, with aliases expanded.</summary>
    private const int MaxNodes = 200_000;

    /// <summary>The depth of the settings: a cloud, its regions, their values and auth.</summary>
    private const int MaxPath = 8;

    private const int MaxKey = 64;

    private readonly string _path;
    private readonly CancellationToken _cancellation;
    private long _line = 1;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);

    private ConfigFile(string path, TextReader text, CancellationToken cancellation)
    {
        _path = path;
        _cancellation = cancellation;
        _parser = new Parser(text);
    }

    /// <summary>Reads the root of a file; null if the file is empty.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the file is not a regular file, is too large, or is not YAML. The message
    /// has the file and line, but never the contents.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ConfigNode? Read(string path, CancellationToken cancellation)
    {
        using var bytes = ConfigBytes.Read(path, cancellation);
        using var text = new StreamReader(bytes, new UTF8Encoding(false, throwOnInvalidBytes: true));
        ConfigFile? file = null;
        try
        {
            file = new ConfigFile(path, text, cancellation);
            return file.ReadRoot();
        }
        catch (YamlException e)
        {
            // The exception's message may quote the line, which may have a password.
            throw Broken(path, Math.Max(e.Start.Line, e.End.Line), "this is not valid YAML", SyntaxRemedy);
        }
        catch (DecoderFallbackException)
        {
            throw Broken(path, file?._line ?? 1, "the file is not valid UTF-8 after this line", "Save the file as UTF-8.");
        }
        catch (InvalidOperationException)
        {
            // The parser throws this if a bracket is not closed.
            throw Broken(path, file?._line ?? 1, "the file is not valid YAML after this line", SyntaxRemedy);
        }
    }

    private static NovaException Broken(string path, long line, string what, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, Where(path, line) + ": " + what) { Remedy = remedy };

    private static string Where(string path, long line) => path + ", line " + line;

    private ConfigNode? ReadRoot()
    {
        while (_parser.MoveNext() && _parser.Current is not (Scalar or MappingStart or SequenceStart or AnchorAlias))
        {
        }

        if (_parser.Current is null or StreamEnd)
            return null;
        var root = ReadNode(0, null);
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart next)
                throw Broken(_path, next.Start.Line, "a second document begins", "Write all clouds into one document.");
        }

        return root;
    }

    /// <summary>Reads the node that begins at the current event, and stops at its last event.</summary>
    private ConfigNode ReadNode(int depth, string? key)
    {
        _cancellation.ThrowIfCancellationRequested();
        var start = _parser.Current!;
        _line = start.Start.Line;
        if (depth > MaxDepth)
            throw Broken(_path, _line, "this is nested too deeply", SyntaxRemedy);
        if (start is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag }
            && !tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
            throw Broken(_path, _line, "the tag is not supported", "Write the value itself; one that begins with ! needs quotes.");
        switch (start)
        {
            case AnchorAlias alias:
                return _anchors.TryGetValue(alias.Value.Value, out var node) ? node
                    : throw Broken(_path, _line, "the alias has no anchor before it", "Define the anchor first.");
            case Scalar scalar:
                return Keep(scalar,
                    ConfigNode.Scalar(Where(_path, scalar.Start.Line), Text(scalar), scalar.Style == ScalarStyle.Plain, key));
            case SequenceStart sequence:
                var items = new List<ConfigNode>();
                for (var size = 0L; Next() is not SequenceEnd;)
                    items.Add(Limit(ReadNode(depth + 1, Path(key, "[" + items.Count.ToString(CultureInfo.InvariantCulture) + "]", depth)),
                        ref size));
                return Keep(sequence, ConfigNode.Sequence(Where(_path, sequence.Start.Line), items, key));
            case MappingStart mapping:
                return Keep(mapping, ReadMapping(mapping, depth, key));
            default:
                throw Broken(_path, _line, "this is not valid YAML", SyntaxRemedy);
        }
    }

    private ConfigNode ReadMapping(MappingStart start, int depth, string? path)
    {
        var members = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        var merged = new List<ConfigNode>();
        var size = 0L;
        while (Next() is not MappingEnd)
        {
            if (_parser.Current is not Scalar key)
                throw Broken(_path, _parser.Current!.Start.Line, "a key must be text", SyntaxRemedy);
            Next();
            var at = Path(path, path is null ? key.Value : "." + key.Value, depth);
            var value = Limit(ReadNode(depth + 1, at), ref size);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
                merged.AddRange(value.Items ?? [value]);
            else
                // A missing value has no line of its own, so its line is that of the key.
                members[key.Value] = value.Text is null && value.Members is null && value.Items is null
                    ? ConfigNode.Scalar(Where(_path, key.Start.Line), null, key: at) : value;
        }

        foreach (var source in merged)
        {
            foreach (var member in source.Members ?? throw Broken(_path, start.Start.Line,
                "<< can merge only mappings, and this is not a mapping", "Merge a mapping, or remove <<."))
            {
                if (!members.ContainsKey(member.Key))
                    members.Add(member.Key, member.Value);
            }
        }

        return ConfigNode.Mapping(Where(_path, start.Start.Line), members, path);
    }

    private ParsingEvent Next() => _parser.MoveNext() ? _parser.Current! : throw new YamlException(string.Empty);

    /// <summary>Limits the size of a mapping or sequence while it is read.</summary>
    private ConfigNode Limit(ConfigNode child, ref long size) =>
        child.Height < MaxDepth && (size += child.Size) <= MaxNodes ? child
            : throw Broken(_path, _line, "this is too large with its aliases expanded", "Use fewer aliases, or a smaller file.");

    /// <summary>Returns the path of a member; null if it is deeper than any setting.</summary>
    private static string? Path(string? parent, string member, int depth) =>
        depth > MaxPath ? null : parent + DisplayText.Cut(member, MaxKey);

    private ConfigNode Keep(NodeEvent start, ConfigNode node)
    {
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        return node;
    }

    private static string? Text(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value;
}
