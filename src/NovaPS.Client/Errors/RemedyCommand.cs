using System.Linq;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Errors;

/// <summary>A command in a remedy, which can be pasted as it is.</summary>
/// <param name="Name">The name of the command, such as Wait-NovaServer.</param>
/// <param name="Arguments">Its arguments, quoted, without -Server and -Connection.</param>
/// <param name="HasServer">Whether it takes the server of the error.</param>
internal sealed record RemedyCommand(string Name, string Arguments = "", bool HasServer = true)
{
    /// <summary>Longer commands are not shown, because a truncated one must not be pasted.</summary>
    private const int MaxLength = 1000;

    /// <summary>Text that PowerShell reads as one string without quotes. A word that begins with a digit can be a number.</summary>
    private static readonly Regex Word = new(@"^([A-Za-z_][\w.:/@-]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\z",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript);

    /// <summary>Quotes a text as one argument. PowerShell takes each of these quotation marks for a single quote.</summary>
    public static string Quote(string text) => Word.IsMatch(text) ? text
        : "'" + string.Concat(text.Select(c => c is '\'' or >= '\u2018' and <= '\u201b' ? new string(c, 2) : c.ToString())) + "'";

    /// <summary>Returns the command as text.</summary>
    /// <param name="serverId">The id of the server; null if it is unknown.</param>
    /// <param name="connection">The name of the connection; null for the default connection.</param>
    /// <returns>The text; null if the command cannot be written in one line.</returns>
    public string? ToText(string? serverId, string? connection)
    {
        if (HasServer && serverId is null)
            return null;
        var text = Name + (HasServer ? " -Server " + Quote(serverId!) : string.Empty)
            + (connection is null ? string.Empty : " -Connection " + Quote(connection))
            + (Arguments.Length == 0 ? string.Empty : " " + Arguments);
        return text.Length <= MaxLength && DisplayText.Clean(text) == text ? text : null;
    }
}
