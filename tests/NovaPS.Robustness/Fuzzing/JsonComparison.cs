using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using NovaPS.Client.Http;
using NovaPS.Client.Json;

namespace NovaPS.Robustness.Fuzzing;

/// <summary>
/// Compares BoundedJsonReader with two other parsers: System.Text.Json's Utf8JsonReader decides whether a document is strict JSON, and
/// Newtonsoft's JsonTextReader has the tokens and values. Newtonsoft alone accepts more than RFC 8259.
/// </summary>
internal static class JsonComparison
{
    /// <summary>Whether the document is strict JSON that BoundedJsonReader should accept.</summary>
    public static bool IsStrict(byte[] document)
    {
        var reader = new Utf8JsonReader(document.AsSpan(Start(document)), new JsonReaderOptions { MaxDepth = ResponseLimits.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a document with both readers, with several splits of the bytes into reads.</summary>
    /// <param name="document">The bytes.</param>
    /// <param name="random">Chooses the splits, the tokens that are skipped and the values that are not read.</param>
    /// <param name="split">A member whose long value is read in parts; null for none.</param>
    /// <returns>The difference; null for none.</returns>
    public static string? Compare(byte[] document, Random random, string? split)
    {
        var seed = random.Next();
        var expected = IsStrict(document) ? Outcome(() => ReadText(document, seed)) : null;
        foreach (var (name, prefetched, most) in new[] { ("one read", int.MaxValue, int.MaxValue),
            ("short reads", 0, document.Length > 5000 ? 5000 : random.Next(1, 4)),
            ("some bytes prefetched", random.Next(document.Length + 1), random.Next(1, document.Length + 2)) })
        {
            var actual = Outcome(() => ReadOwn(document, random, prefetched, most, null, seed));
            if (Difference(expected, actual) is { } difference)
                return name + ": " + difference;
        }

        if (split is null)
            return null;
        expected = expected is null ? null : Outcome(() => ReadText(document, null));
        var parts = Outcome(() => ReadOwn(document, random, 0, Math.Max(document.Length / 3, 1), split, null));
        return Difference(Join(expected, split), Join(parts, split)) is { } other ? "in parts: " + other : null;
    }

    private static int Start(byte[] document) => document.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Returns the tokens; null if the document is rejected.</summary>
    private static List<Token>? Outcome(Func<List<Token>> read)
    {
        try
        {
            return read();
        }
        catch (JsonReaderException)
        {
            return null;
        }
    }

    private static string? Difference(List<Token>? expected, List<Token>? actual)
    {
        if (expected is null || actual is null)
            return expected is null == actual is null ? null
                : actual is null ? "it is JSON, but was rejected" : "it is not JSON, but was read";
        var at = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return at == expected.Count && at == actual.Count ? null
            : $"token {at} is {actual.ElementAtOrDefault(at)}, not {expected.ElementAtOrDefault(at)}";
    }

    private static List<Token> ReadText(byte[] document, int? seed)
    {
        var start = Start(document);
        using var stream = new StreamReader(new MemoryStream(document, start, document.Length - start));
        using var reader = new JsonTextReader(stream) { DateParseHandling = DateParseHandling.None, MaxDepth = ResponseLimits.MaxDepth };
        return Read(reader, seed, r => r.Value is double number && double.IsInfinity(number)
            // Infinity is not a value of JSON.
            ? throw new JsonReaderException("a number that is too large") : r.Value);
    }

    private static List<Token> ReadOwn(byte[] document, Random random, int prefetched, int most, string? split, int? seed)
    {
        using var body = new ResponseBody(new ChunkedStream(document, random, most), ResponseLimits.Page, () => { },
            CancellationToken.None);
        if (prefetched > 0)
            body.PrefetchAsync(Math.Min(prefetched, document.Length + 1)).GetAwaiter().GetResult();
        using var reader = new BoundedJsonReader(body, split);
        var tokens = Read(reader, seed, r => r.TokenType == JsonToken.String && random.Next(2) == 0 ? reader.RepeatedText
            : random.Next(2) == 0 && reader.TryGetNumber(out var number) ? (long)number : r.Value);
        return reader.Depth == 0 && tokens.Count > 0 ? tokens : throw new JsonReaderException("it ends in the middle");
    }

    /// <param name="reader">The reader.</param>
    /// <param name="seed">Chooses what is skipped and not read, the same for both readers; null for nothing.</param>
    /// <param name="read">Reads the value.</param>
    private static List<Token> Read(JsonReader reader, int? seed, Func<JsonReader, object?> read)
    {
        var (tokens, random) = (new List<Token>(), seed is null ? null : new Random(seed.Value));
        while (reader.Read())
        {
            var isRead = random?.Next(4) != 0 || reader.TokenType == JsonToken.PropertyName;
            tokens.Add(new Token(reader.TokenType, reader.Depth, isRead ? read(reader) : null));
            if (reader.TokenType is JsonToken.StartObject or JsonToken.StartArray && random?.Next(6) == 0)
            {
                reader.Skip();
                tokens.Add(new Token(reader.TokenType, reader.Depth, null));
            }
        }

        return tokens;
    }

    /// <summary>Joins consecutive texts of the same member, which a reader in parts returns.</summary>
    private static List<Token>? Join(List<Token>? tokens, string split)
    {
        var joined = new List<Token>();
        foreach (var token in tokens ?? [])
        {
            joined.Add(token);
            if (token.Kind == JsonToken.String && joined.Count >= 4 && joined[^2].Value as string == split && joined[^4] == joined[^2]
                && joined[^2].Kind == JsonToken.PropertyName && joined[^3].Kind == JsonToken.String)
            {
                joined[^3] = joined[^3] with { Value = (string?)joined[^3].Value + token.Value };
                joined.RemoveRange(joined.Count - 2, 2);
            }
        }

        return tokens is null ? null : joined;
    }

    private readonly record struct Token(JsonToken Kind, int Depth, object? Value);

    /// <summary>Returns the bytes in reads of random lengths.</summary>
    private sealed class ChunkedStream(byte[] bytes, Random random, int most) : MemoryStream(bytes)
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer, offset, Math.Min(count, most == int.MaxValue ? count : random.Next(1, most + 1))));
    }
}
