using System;
using System.Collections.Generic;
using System.Globalization;
using Newtonsoft.Json;
using NovaPS.Client.Http;

namespace NovaPS.Client.Json;

/// <summary>Reads JSON as it arrives, straight into what it is for. Unknown members are passed over.</summary>
internal static class JsonReading
{
    /// <summary>What a kept value takes besides its characters: headers of objects, references, an entry of a list or dictionary.</summary>
    private const int BytesPerValue = 100;

    /// <summary>Reads the one object that a body is, to its end.</summary>
    /// <param name="body">The body.</param>
    /// <param name="member">Takes a member; it consumes the value, or leaves it.</param>
    /// <param name="split">A member whose value may be long: it comes in parts, as members of that name. null: there is none.</param>
    /// <exception cref="JsonException">It is not valid JSON, or something follows it.</exception>
    /// <exception cref="NovaException">NovaProtocolError: a limit is exceeded.</exception>
    public static void ReadBody(ResponseBody body, Action<JsonReader, string> member, string? split = null)
    {
        using var reader = new BoundedJsonReader(body, split);
        if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
            throw new JsonReaderException("no object");
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.ReadMembers((r, name) =>
        {
            // Of two lists with one name, which is the list?
            if (!names.Add(name) && name != split)
                throw new JsonReaderException("a member occurs twice");
            r.Keep(name.Length);
            member(r, name);
        });
        if (reader.Read())
            throw new JsonReaderException("something follows the object");
    }

    /// <summary>Counts a value that is kept.</summary>
    /// <param name="reader">The reader of a body.</param>
    /// <param name="length">Its characters, or half of its bytes.</param>
    /// <exception cref="NovaException">NovaProtocolError: the response has too many.</exception>
    public static void Keep(this JsonReader reader, int length) => (reader as BoundedJsonReader)?.Keep(BytesPerValue + (2 * length));

    /// <summary>
    /// Calls back for each member of the object that the reader stands on; the callback consumes the value, or leaves it.
    /// </summary>
    public static void ReadMembers(this JsonReader reader, Action<JsonReader, string> member)
    {
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.ReadOn() && reader.TokenType == JsonToken.PropertyName)
        {
            var name = (string)reader.Value!;
            reader.ReadOn();
            member(reader, name);
            reader.SkipUnread();
        }
    }

    /// <summary>Calls back for each element of the array that the reader stands on; the callback consumes it, or leaves it.</summary>
    public static void ReadElements(this JsonReader reader, Action<JsonReader> element)
    {
        if (reader.TokenType != JsonToken.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.ReadOn() && reader.TokenType != JsonToken.EndArray)
        {
            reader.Keep(0);
            element(reader);
            reader.SkipUnread();
        }
    }

    /// <summary>The scalar that the reader stands on, as text; null for null and for what is no scalar.</summary>
    public static string? Text(this JsonReader reader)
    {
        var text = reader.TokenType switch
        {
            JsonToken.String => (string)reader.Value!,
            JsonToken.Integer or JsonToken.Float or JsonToken.Boolean => Convert.ToString(reader.Value, CultureInfo.InvariantCulture),
            _ => null,
        };
        if (text is null)
            reader.Skip();
        reader.Keep(text?.Length ?? 0);
        return text;
    }

    /// <summary>As <see cref="Text"/>, but an empty text is none: Nova writes "" for what is not set.</summary>
    public static string? TextOrNull(this JsonReader reader) => reader.Text() is { Length: > 0 } text ? text : null;

    public static int? Number(this JsonReader reader) =>
        int.TryParse(reader.Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? Flag(this JsonReader reader) => bool.TryParse(reader.Text(), out var flag) ? flag : null;

    /// <summary>
    /// "2026-11-23T22:56:45Z" and "2026-11-23T22:56:45.000000": both are UTC. null for what is no time, or none that can be calculated
    /// with.
    /// </summary>
    public static DateTime? Time(this JsonReader reader) =>
        DateTime.TryParse(reader.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time.OrNull() : null;

    /// <summary>The time; null if it is so near an end of the calendar that a sum would leave it, such as 0001-01-01.</summary>
    public static DateTime? OrNull(this DateTime time) => time.Year is > 1900 and < 9000 ? time : null;

    public static string[] Texts(this JsonReader reader)
    {
        var texts = new List<string>();
        reader.ReadElements(r =>
        {
            if (r.Text() is { } text)
                texts.Add(text);
        });
        return texts.ToArray();
    }

    /// <summary>A value of a type that the callback does not read, so that what follows it is read all the same.</summary>
    private static void SkipUnread(this JsonReader reader)
    {
        if (reader.TokenType is JsonToken.StartObject or JsonToken.StartArray)
            reader.Skip();
    }

    /// <summary>Reads one token; a body that ends here is truncated, whatever its headers said.</summary>
    private static bool ReadOn(this JsonReader reader) =>
        reader.Read() ? true : throw new JsonReaderException("it ends in the middle");
}
