using System.Text.RegularExpressions;

namespace NovaPS.Client.Compute;

/// <summary>Builds the paths of the server API. Each id is validated, so that it cannot result in another path.</summary>
internal static class ApiPath
{
    /// <summary>
    /// UUIDs, req- ids and similar ids. An id has no characters with a special meaning in a URL, and is neither "." nor "..".
    /// </summary>
    private static readonly Regex Id = new(@"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\z", RegexOptions.CultureInvariant);

    /// <summary>Whether a text can be the id of a server, a project or a request.</summary>
    public static bool IsId(string? text) => text is not null && Id.IsMatch(text);

    /// <exception cref="NovaException">NovaServerInputInvalid: it cannot be an id; nothing was sent.</exception>
    public static string Server(string id) => "/servers/" + Segment(id);

    /// <exception cref="NovaException">NovaServerInputInvalid: it cannot be an id; nothing was sent.</exception>
    public static string Action(string id) => Server(id) + "/action";

    /// <exception cref="NovaException">NovaServerInputInvalid: it cannot be an id; nothing was sent.</exception>
    public static string Records(string id) => Server(id) + "/os-instance-actions";

    /// <exception cref="NovaException">NovaServerInputInvalid: one of the ids is not valid; nothing was sent.</exception>
    public static string Record(string id, string requestId) => Records(id) + "/" + Segment(requestId);

    private static string Segment(string id) => IsId(id) ? id
        : throw new NovaException(NovaErrorId.NovaServerInputInvalid,
            "'" + DisplayText.Cut(id, 80) + "' is not a valid ID")
        {
            Remedy = "Specify the ID as Get-NovaServer or Get-NovaServerAction shows it.",
        };
}
