using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Updates;

/// <summary>The wanted properties of a server: those that are set are changed, the others stay.</summary>
/// <remarks>
/// Source: api-ref "Update Server", "Server Metadata" and "Server tags". Metadata and single tags are changed by requests of their own, so
/// that entries that another user changes at the same time are kept.
/// </remarks>
internal sealed class ServerUpdate
{
    private static readonly Microversion WithDescription = new(2, 19);
    private static readonly Microversion WithTags = new(2, 26);

    /// <summary>The new name; null to keep it.</summary>
    public string? Name { get; init; }

    public bool SetsDescription { get; init; }

    /// <summary>The new description; null or empty removes it.</summary>
    public string? Description { get; init; }

    /// <summary>The entries of the metadata to set; an entry whose value is null is removed.</summary>
    public IReadOnlyDictionary<string, string?> Metadata { get; init; } = new Dictionary<string, string?>();

    /// <summary>All tags; null to keep them.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<string> AddedTags { get; init; } = [];

    public IReadOnlyList<string> RemovedTags { get; init; } = [];

    /// <summary>The microversion that the update requires; null for any.</summary>
    public Microversion? Since => Tags is not null || AddedTags.Count > 0 || RemovedTags.Count > 0 ? WithTags
        : SetsDescription ? WithDescription : null;

    /// <summary>Returns the property of the update that a response does not show; null for none.</summary>
    public string? FindHidden(NovaServer server) =>
        Metadata.Count > 0 && !server.IsMetadataShown ? "metadata" : SetsDescription && !server.IsDescriptionShown ? "description"
        : Since == WithTags && !server.AreTagsShown ? "tags" : null;

    /// <summary>Returns the error of an update that Nova would refuse, or that changes nothing; null if there is none.</summary>
    public NovaException? FindProblem() => UpdateRules.FindProblem(this);

    /// <summary>Returns the requests that a server needs, in their order; none if it has all that is wanted.</summary>
    public List<ServerChange> Plan(NovaServer server) => [.. All(server).Where(change => !change.IsAppliedTo(server))];

    private IEnumerable<ServerChange> All(NovaServer server)
    {
        var path = ApiPath.Server(server.Id);
        if (Name is not null)
            yield return new("name", "PUT", path, "{\"server\": {\"name\": " + Text(Name) + "}}", 200, s => s.Name == Name);
        if (SetsDescription)
        {
            var wanted = string.IsNullOrEmpty(Description) ? null : Description;
            yield return new("description", "PUT", path, "{\"server\": {\"description\": " + Text(wanted) + "}}", 200,
                s => (string.IsNullOrEmpty(s.Description) ? null : s.Description) == wanted) { Since = WithDescription };
        }

        var set = Metadata.Where(e => e.Value is not null && !Has(server, e)).OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
        if (set.Count > 0)
        {
            var entries = string.Join(", ", set.Select(e => Text(e.Key) + ": " + Text(e.Value)));
            yield return new("metadata (" + DisplayText.List(set.Select(e => e.Key)) + ")", "POST", path + "/metadata",
                "{\"metadata\": {" + entries + "}}", 200, s => set.All(e => Has(s, e)));
        }

        foreach (var key in Metadata.Where(e => e.Value is null).Select(e => e.Key).OrderBy(k => k, StringComparer.Ordinal))
        {
            yield return Remove("metadata (" + key + ")", path + "/metadata/" + Uri.EscapeDataString(key),
                s => !s.Metadata.ContainsKey(key), since: null);
        }

        if (Tags is not null)
            yield return ReplaceTags(Tags, s => new HashSet<string>(Tags).SetEquals(s.Tags));

        // Nova reads the bytes of a path as Latin-1, so only the body can name such a tag.
        if (AddedTags.Concat(RemovedTags).Any(tag => !IsPathSegment(tag)))
        {
            yield return ReplaceTags([.. server.Tags.Union(AddedTags).Except(RemovedTags)],
                s => AddedTags.All(s.Tags.Contains) && !RemovedTags.Any(s.Tags.Contains));
            yield break;
        }

        foreach (var tag in AddedTags.Distinct())
        {
            yield return new("tag " + tag, "PUT", path + "/tags/" + Uri.EscapeDataString(tag), null, 201, s => s.Tags.Contains(tag))
            {
                Since = WithTags,
            };
        }

        foreach (var tag in RemovedTags.Distinct())
            yield return Remove("tag " + tag, path + "/tags/" + Uri.EscapeDataString(tag), s => !s.Tags.Contains(tag), WithTags);

        ServerChange ReplaceTags(IReadOnlyList<string> tags, Func<NovaServer, bool> isApplied) =>
            new("tags", "PUT", path + "/tags", "{\"tags\": [" + string.Join(", ", tags.Select(Text)) + "]}", 200, isApplied)
            {
                Since = WithTags,
            };
    }

    /// <summary>Whether a text can be a segment of a path: "." and ".." would lead to another path.</summary>
    internal static bool IsPathSegment(string text) => text is not ("." or "..") && text.All(c => c < 0x80);

    private static ServerChange Remove(string part, string path, Func<NovaServer, bool> isApplied, Microversion? since) =>
        new(part, "DELETE", path, null, 204, isApplied) { Since = since };

    private static bool Has(NovaServer server, KeyValuePair<string, string?> entry) =>
        server.Metadata.TryGetValue(entry.Key, out var value) && value == entry.Value;

    private static string Text(string? value) => value is null ? "null" : JsonConvert.ToString(value);
}
