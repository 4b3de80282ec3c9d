using System;
using System.Collections.Generic;
using System.Globalization;
using Newtonsoft.Json;
using NovaPS.Client.Http;

namespace NovaPS.Client.Json;

/// <summary>Reads JSON while it is received, without building a document. Unknown members are skipped.</summary>
internal static class JsonReading
{
    /// <summary>The memory overhead of a value: object headers, references, and an entry of a list or dictionary.</summary>
    private const int BytesPerValue = 100;

    /// <summary>Reads a body, which must be one object, to its end.</summary>
    /// <param name="body">The body.</param>
    /// <param name="member">Called for each member. It may read the value.</param>
    /// <param name="split">A member whose long value is read in parts, as members of the same name; null for none.</param>
    /// <exception cref="JsonException">The body is not valid JSON, or has more than one object.</exception>
    /// <exception cref="NovaException">NovaProtocolError: a limit is exceeded.</exception>
    public static void ReadBody(ResponseBody body, Action<JsonReader, string> member, string? split = null)
    {
        using var reader = new BoundedJsonReader(body, split);
        if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
            throw new JsonReaderException("no object");
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.ReadMembers(member, (r, name, read) =>
        {
            // A body with two values for one member is ambiguous.
            if (!names.Add(name) && name != split)
                throw new JsonReaderException("a member occurs twice");
            r.Keep(name.Length);
            read(r, name);
        });
        if (reader.Read())
            throw new JsonReaderException("something follows the object");
    }

    /// <summary>Counts a value that is stored.</summary>
    /// <param name="reader">The reader of a body.</param>
    /// <param name="length">The number of characters, or half the number of bytes.</param>
    /// <exception cref="NovaException">NovaProtocolError: the limit is exceeded.</exception>
    public static void Keep(this JsonReader reader, int length) => (reader as BoundedJsonReader)?.Keep(BytesPerValue + (2 * length));

    /// <summary>
    /// Calls back for each member of the object at the reader's position. The callback may read the value; what it does not read is
    /// skipped, also if it is not an object.
    /// </summary>
    public static void ReadMembers(this JsonReader reader, Action<JsonReader, string> member) =>
        reader.ReadMembers(member, static (r, name, read) => read(r, name));

    /// <summary>The same with an argument for the callback, so that a list allocates no closure for each row.</summary>
    public static void ReadMembers<T>(this JsonReader reader, T argument, Action<JsonReader, string, T> member)
    {
        if (reader.TokenType != JsonToken.StartObject)
            return;
        while (reader.ReadNext() && reader.TokenType == JsonToken.PropertyName)
        {
            var name = (string)reader.Value!;
            reader.ReadNext();
            member(reader, name, argument);
            reader.SkipUnread();
        }
    }

    /// <summary>Calls back for each element of the array at the reader's position. The callback may read it.</summary>
    public static void ReadElements(this JsonReader reader, Action<JsonReader> element) =>
        reader.ReadElements(element, static (r, read) => read(r));

    /// <summary>The same with an argument for the callback.</summary>
    public static void ReadElements<T>(this JsonReader reader, T argument, Action<JsonReader, T> element)
    {
        if (reader.TokenType != JsonToken.StartArray)
            return;
        while (reader.ReadNext() && reader.TokenType != JsonToken.EndArray)
        {
            reader.Keep(0);
            element(reader, argument);
            reader.SkipUnread();
        }
    }

    /// <summary>Returns the scalar at the reader's position as text; null for null, objects and arrays.</summary>
    public static string? Text(this JsonReader reader)
    {
        var text = reader.TokenType switch
        {
            JsonToken.String => (string)reader.Value!,
            JsonToken.Integer or JsonToken.Float or JsonToken.Boolean => Convert.ToString(reader.Value, CultureInfo.InvariantCulture),
            _ => null,
        };
        reader.Keep(text?.Length ?? 0);
        return text;
    }

    /// <summary>
    /// Returns the same as <see cref="Text"/>, but null for an empty text, which Nova returns for values that are not set.
    /// </summary>
    public static string? TextOrNull(this JsonReader reader) => reader.Text() is { Length: > 0 } text ? text : null;

    /// <summary>Returns the same as <see cref="Text"/>, and the same string for equal texts, such as the statuses in a list.</summary>
    public static string? RepeatedText(this JsonReader reader)
    {
        if (reader is not BoundedJsonReader { TokenType: JsonToken.String } own)
            return reader.Text();
        var text = own.RepeatedText;
        own.Keep(BytesPerValue + (2 * text.Length));
        return text;
    }

    /// <summary>Returns the same as <see cref="TextOrNull"/>, and the same string for equal texts.</summary>
    public static string? RepeatedTextOrNull(this JsonReader reader) => reader.RepeatedText() is { Length: > 0 } text ? text : null;

    public static int? Number(this JsonReader reader) => (reader as BoundedJsonReader)?.TryGetNumber(out var small) == true ? small
        : int.TryParse(reader.Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? Flag(this JsonReader reader) => reader.TokenType == JsonToken.Boolean ? (bool)reader.Value!
        : bool.TryParse(reader.Text(), out var flag) ? flag : null;

    /// <summary>
    /// Reads "2026-11-23T22:56:45Z" or "2026-11-23T22:56:45.000000", which are both UTC. Returns null for other text, and for extreme
    /// times.
    /// </summary>
    public static DateTimeOffset? Time(this JsonReader reader) =>
        reader is BoundedJsonReader { TokenType: JsonToken.String } own && own.TryGetTime(out var usual) ? usual.OrNull()
        : DateTimeOffset.TryParse(reader.Text(), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time.OrNull() : null;

    /// <summary>Calls back for a member of each object in the array at the reader's position, if it has a text.</summary>
    public static void ReadTextOfEach(this JsonReader reader, string member, Action<string> take) =>
        reader.ReadElements(element => element.ReadMembers((r, name) =>
        {
            if (name == member && r.TextOrNull() is { } text)
                take(text);
        }));

    /// <summary>Skips an object or array that the callback did not read.</summary>
    private static void SkipUnread(this JsonReader reader)
    {
        if (reader.TokenType is JsonToken.StartObject or JsonToken.StartArray)
            reader.Skip();
    }

    /// <summary>Reads one token. A body that ends here is truncated.</summary>
    private static bool ReadNext(this JsonReader reader) =>
        reader.Read() ? true : throw new JsonReaderException("it ends in the middle");
}
