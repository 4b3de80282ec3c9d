namespace NovaPS.Client.Compute;

/// <summary>Builds the paths of the server API. Each id is validated, so that it cannot result in another path.</summary>
internal static class ApiPath
{
    private const int MaxIdLength = 64;

    /// <summary>
    /// Whether a text can be the id of a server, a project or a request: UUIDs, req- ids and similar ids. An id has no characters with a
    /// special meaning in a URL, and is neither "." nor "..".
    /// </summary>
    public static bool IsId(string? text)
    {
        if (text is null || text.Length is 0 or > MaxIdLength || !IsLetterOrDigit(text[0]))
            return false;
        foreach (var c in text)
        {
            if (!IsLetterOrDigit(c) && c is not ('.' or '_' or ':' or '-'))
                return false;
        }

        return true;
    }

    /// <exception cref="NovaException">NovaServerInputInvalid: it cannot be an id; nothing was sent.</exception>
    public static string Server(string id) => "/servers/" + Segment(id);

    /// <exception cref="NovaException">NovaServerInputInvalid: it cannot be an id; nothing was sent.</exception>
    public static string Action(string id) => Server(id) + "/action";

    /// <exception cref="NovaException">NovaServerInputInvalid: it cannot be an id; nothing was sent.</exception>
    public static string Records(string id) => Server(id) + "/os-instance-actions";

    /// <exception cref="NovaException">NovaServerInputInvalid: one of the ids is not valid; nothing was sent.</exception>
    public static string Record(string id, string requestId) => Records(id) + "/" + Segment(requestId);

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    private static string Segment(string id) => IsId(id) ? id
        : throw new NovaException(NovaErrorId.NovaServerInputInvalid,
            "'" + DisplayText.Cut(id, 80) + "' is not a valid id")
        {
            Remedy = "Specify the id as Get-NovaServer or Get-NovaServerAction shows it.",
        };
}
