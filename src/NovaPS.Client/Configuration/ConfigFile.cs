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
/// Reads a configuration file, YAML or JSON (which YAML contains), as PyYAML's safe_load does: of equal keys the last one counts,
/// and &lt;&lt; merges.
/// </summary>
internal sealed class ConfigFile
{
    private const string SyntaxRemedy = "Correct the line; a value with special characters needs quotes.";

    /// <summary>Deeper than any honest file, with each alias as deep as what it stands for.</summary>
    private const int MaxDepth = 64;

    /// <summary>More values than any honest file has, with each alias as large as what it stands for.</summary>
    private const int MaxNodes = 200_000;

    /// <summary>Below a cloud, its regions, their values and auth there is no setting.</summary>
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

    /// <summary>The root of the file; null: the file is empty.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it is no regular file, is too large, or is not YAML. The message has file
    /// and line, never the contents.</exception>
    /// <exception cref="UnauthorizedAccessException">We may not read it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
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
            // Its message may quote the line, and its line may be a password.
            throw Broken(path, Math.Max(e.Start.Line, e.End.Line), "this is not valid YAML", SyntaxRemedy);
        }
        catch (DecoderFallbackException)
        {
            throw Broken(path, file?._line ?? 1, "what follows is not UTF-8", "Save the file as UTF-8.");
        }
        catch (InvalidOperationException)
        {
            // The parser's way to say that a bracket is not closed.
            throw Broken(path, file?._line ?? 1, "what follows is not valid YAML", SyntaxRemedy);
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
                // The line of the key: that is where one looks.
                members[key.Value] = value.Text is null && value.Members is null && value.Items is null
                    ? ConfigNode.Scalar(Where(_path, key.Start.Line), null, key: at) : value;
        }

        foreach (var source in merged)
        {
            foreach (var member in source.Members ?? throw Broken(_path, start.Start.Line, "<< merges mappings, and this is not one",
                "Merge a mapping, or remove <<."))
            {
                if (!members.ContainsKey(member.Key))
                    members.Add(member.Key, member.Value);
            }
        }

        return ConfigNode.Mapping(Where(_path, start.Start.Line), members, path);
    }

    private ParsingEvent Next() => _parser.MoveNext() ? _parser.Current! : throw new YamlException(string.Empty);

    /// <summary>Bounds what is in one mapping or sequence while it is read.</summary>
    private ConfigNode Limit(ConfigNode child, ref long size) =>
        child.Height < MaxDepth && (size += child.Size) <= MaxNodes ? child
            : throw Broken(_path, _line, "this is too large, with what its aliases stand for", "Use fewer aliases, or a smaller file.");

    /// <summary>The path of a member, as far down as settings stand.</summary>
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
