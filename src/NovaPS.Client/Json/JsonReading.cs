using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Newtonsoft.Json;

namespace NovaPS.Client.Json;

/// <summary>Reads JSON as it arrives, straight into what it is for. Unknown members are passed over.</summary>
internal static class JsonReading
{
    /// <summary>Reads the one object that a body is.</summary>
    public static void ReadBody(Stream body, Action<JsonReader, string> member)
    {
        // Dates stay text: Nova writes two forms of them, and neither is what Newtonsoft would guess.
        using var reader = new JsonTextReader(new StreamReader(body, Encoding.UTF8)) { DateParseHandling = DateParseHandling.None };
        if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
            throw new JsonReaderException("no object");
        reader.ReadMembers(member);
    }

    /// <summary>Calls back for each member of the object that the reader stands on; the callback consumes the value.</summary>
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
        }
    }

    /// <summary>Calls back for each element of the array that the reader stands on; the callback consumes it.</summary>
    public static void ReadElements(this JsonReader reader, Action<JsonReader> element)
    {
        if (reader.TokenType != JsonToken.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.ReadOn() && reader.TokenType != JsonToken.EndArray)
            element(reader);
    }

    /// <summary>The scalar that the reader stands on, as text; null for null and for what is no scalar.</summary>
    public static string? Text(this JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonToken.String:
                return (string)reader.Value!;
            case JsonToken.Integer:
            case JsonToken.Float:
            case JsonToken.Boolean:
                return Convert.ToString(reader.Value, CultureInfo.InvariantCulture);
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>As <see cref="Text"/>, but an empty text is none: Nova writes "" for what is not set.</summary>
    public static string? TextOrNull(this JsonReader reader) => reader.Text() is { Length: > 0 } text ? text : null;

    public static int? Number(this JsonReader reader) =>
        int.TryParse(reader.Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? Flag(this JsonReader reader) => bool.TryParse(reader.Text(), out var flag) ? flag : null;

    /// <summary>"2026-11-23T22:56:45Z" and "2026-11-23T22:56:45.000000": both are UTC.</summary>
    public static DateTime? Time(this JsonReader reader) =>
        DateTime.TryParse(reader.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time : null;

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

    /// <summary>Reads one token; a body that ends here is truncated, whatever its headers said.</summary>
    private static bool ReadOn(this JsonReader reader) =>
        reader.Read() ? true : throw new JsonReaderException("it ends in the middle");
}
