using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Errors;
using NovaPS.Client.Operations;

namespace NovaPS.Internal;

/// <summary>The values of -Action of Get-NovaServerAction: names of actions, which can contain wildcards.</summary>
internal sealed class ActionNames
{
    private readonly List<Name> _names;

    /// <param name="names">The values; null or empty for all actions.</param>
    /// <exception cref="NovaException">NovaActionInputInvalid: a bracket is not closed. Nothing was sent.</exception>
    public ActionNames(string[]? names) => _names = [.. (names ?? []).Select(text => new Name(text))];

    /// <summary>Whether an action is wanted. It can be called on any thread.</summary>
    public bool Covers(string action)
    {
        var isWanted = _names.Count == 0;
        foreach (var name in _names.Where(n => n.Pattern.IsMatch(action)))
            isWanted = name.IsFound = true;
        return isWanted;
    }

    /// <summary>
    /// Returns an error for each value that no action had and that is nearly the name of a known action. A later Nova can have other
    /// actions, so any name is accepted first.
    /// </summary>
    public IEnumerable<(NovaException Error, string Text)> Mistyped() => _names
        .Where(n => !n.IsFound && !WildcardPattern.ContainsWildcardCharacters(n.Text) && !ServerAction.ByRecordName.ContainsKey(n.Text))
        .Select(n => (n.Text, Remedy: NearestName.Remedy(n.Text, ServerAction.RecordNames, "-Action", string.Empty)))
        .Where(n => n.Remedy.Length > 0)
        .Select(n => (Invalid("'" + n.Text + "' is not a known action, and no record has it", n.Remedy), n.Text));

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaActionInputInvalid, reason) { Target = "-Action", Remedy = remedy };

    private sealed class Name
    {
        private volatile bool _isFound;

        public Name(string text)
        {
            Text = text;
            Pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
            try
            {
                // PowerShell detects an invalid pattern at the first comparison, which would be after a request was sent.
                Pattern.IsMatch(string.Empty);
            }
            catch (WildcardPatternException)
            {
                throw Invalid("'" + text + "' has a bracket that is not closed", "Close the bracket, or escape it with a backtick.");
            }
        }

        public string Text { get; }

        public WildcardPattern Pattern { get; }

        public bool IsFound { get => _isFound; set => _isFound = value; }
    }
}
