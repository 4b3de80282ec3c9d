using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Updates;

/// <summary>What Nova accepts for the properties of servers, so that invalid values are refused before anything is sent.</summary>
/// <remarks>Source: nova/api/validation/parameter_types.py; nova/objects/fields.py, tag; and the messages of Nova 26.2.</remarks>
internal static class UpdateRules
{
    private const int MaxText = 255;
    private const int MaxTag = 60;
    private const int MaxTags = 50;

    /// <summary>What a tag consists of, for the remedy of an error.</summary>
    public const string TagRule = "A tag has 1 to 60 characters, and no comma or slash.";

    private static readonly Regex Key = new(@"^[a-zA-Z0-9\-_:. ]{1,255}\z", RegexOptions.CultureInvariant);

    /// <summary>Returns the problem of an update; null if there is none.</summary>
    public static NovaException? FindProblem(ServerUpdate update)
    {
        var tags = (update.Tags ?? []).Concat(update.AddedTags).Concat(update.RemovedTags).ToList();
        var changed = update.AddedTags.Concat(update.RemovedTags).ToList();
        return !update.SetsDescription && update.Metadata.Count == 0 && update.Tags is null && changed.Count == 0
            ? Problem("no property to change was specified", "Use -Description, -Metadata, -Tag, -AddTag or -RemoveTag.")
            : update.Tags is not null && changed.Count > 0
            ? Problem("-Tag replaces all tags, and cannot be used with -AddTag or -RemoveTag",
                "Use either -Tag, or -AddTag and -RemoveTag.")
            : update.AddedTags.FirstOrDefault(update.RemovedTags.Contains) is { } both
            ? Problem("-AddTag and -RemoveTag both contain the tag '" + both + "'", "Specify it in one of them.")
            : Description(update.Description) ?? Metadata(update.Metadata) ?? Tags(tags, update.Tags)
            ?? Removed(update.Metadata.Where(e => e.Value is null).Select(e => e.Key));
    }

    /// <summary>Whether a text can be a tag.</summary>
    public static bool IsTag(string? text) =>
        !string.IsNullOrEmpty(text) && DisplayText.Count(text!) <= MaxTag && text!.IndexOfAny([',', '/']) < 0;

    /// <summary>Returns the error of an entry whose value is no single text.</summary>
    public static NovaException InvalidValue(string key, Type type) =>
        Problem("the value of the metadata key '" + DisplayText.Cut(key, 80) + "' is a " + type.FullName,
            "Specify a text, for example the result of -join.");

    /// <summary>Returns the error of two entries with the same key.</summary>
    public static NovaException DuplicateKey(string key) =>
        Problem("-Metadata contains the key '" + DisplayText.Cut(key, 80) + "' twice", "Specify it once, as a text.");

    private static NovaException? Description(string? text) => text is null ? null
        : DisplayText.Count(text) is > MaxText and var count
        ? Problem("-Description has " + count + " characters; the limit is " + MaxText, "Shorten it.")
        : text.Any(char.IsControl) ? Problem("-Description contains a control character, such as a line break", "Remove it.") : null;

    private static NovaException? Metadata(IReadOnlyDictionary<string, string?> entries) => entries
        .Select(e => !Key.IsMatch(e.Key)
            ? Problem("'" + DisplayText.Cut(e.Key, 80) + "' is not a valid metadata key",
                "A key has 1 to 255 letters, digits, spaces and the characters - _ : .")
            : e.Value is not null && DisplayText.Count(e.Value) is > MaxText and var count
            ? Problem("the value of the metadata key '" + DisplayText.Cut(e.Key, 80) + "' has " + count + " characters; the limit is "
                + MaxText, "Shorten it.") : null)
        .FirstOrDefault(p => p is not null);

    private static NovaException? Tags(List<string> tags, IReadOnlyList<string>? all) => tags
        .Select(t => IsTag(t) ? null : Problem("'" + DisplayText.Cut(t ?? string.Empty, 80) + "' is not a valid tag", TagRule))
        .FirstOrDefault(p => p is not null)
        ?? (all?.Distinct().Count() > MaxTags
            ? Problem("-Tag has " + all.Count + " tags; the limit is " + MaxTags, "Specify fewer tags.") : null);

    private static NovaException? Removed(IEnumerable<string> keys) =>
        keys.FirstOrDefault(k => !ServerUpdate.IsPathSegment(k)) is not { } key ? null
            : Problem("'" + key + "' cannot be a part of a URL", "An entry of the metadata with this key can be set, but not removed.");

    private static NovaException Problem(string reason, string remedy) =>
        new(NovaErrorId.NovaUpdateInputInvalid, reason) { Remedy = remedy };
}
