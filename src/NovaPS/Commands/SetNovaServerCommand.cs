using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;
using NovaPS.Client.Updates;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Set-NovaServer.</summary>
/// <remarks>
/// GET /servers/{server_id}; PUT with the description; POST .../metadata, and DELETE .../metadata/{key}; PUT .../tags, and PUT or DELETE
/// .../tags/{tag}, each only if something differs; and GET again.
/// </remarks>
[Cmdlet(VerbsCommon.Set, "NovaServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(NovaServer))]
public sealed class SetNovaServerCommand : ServerUpdateCmdlet
{
    private ServerUpdate _update = new();

    /// <summary>
    /// Specifies the description, in at most 255 characters. $null or an empty string removes it. It requires microversion 2.19 or
    /// later.
    /// </summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>
    /// Specifies entries of the metadata, as a hashtable: each is set, or removed if its value is $null. Other entries are kept. Keys are
    /// case-sensitive and consist of letters, digits and <c>- _ : .</c> and spaces; keys and values have at most 255 characters. A value
    /// is a text, or a number or other single value, which is converted to text.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [HashtableTransformation]
    public IDictionary? Metadata { get; set; }

    /// <summary>
    /// Specifies all tags of the server, and replaces those that it has; an empty array removes all. A tag has 1 to 60 characters, and
    /// no comma or slash. It requires microversion 2.26 or later, as -AddTag and -RemoveTag do.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Specifies tags to add. Tags that the server already has are kept.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] AddTag { get; set; } = [];

    /// <summary>Specifies tags to remove. Tags that the server does not have are ignored.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] RemoveTag { get; set; } = [];

    private protected override string Verb => "change";

    private protected override ServerUpdate Update => _update;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _update = new ServerUpdate
        {
            SetsDescription = MyInvocation.BoundParameters.ContainsKey(nameof(Description)),
            Description = Description,
            Metadata = Read(Metadata),
            Tags = Tag,
            AddedTags = AddTag,
            RemovedTags = RemoveTag,
        };
        if (_update.FindProblem() is { } problem)
            ThrowTerminatingError(problem, null);
    }

    private Dictionary<string, string?> Read(IDictionary? metadata)
    {
        var entries = new Dictionary<string, string?>();
        foreach (DictionaryEntry entry in metadata ?? new Hashtable())
        {
            var (key, value) = (LanguagePrimitives.ConvertTo<string>(entry.Key), Unwrap(entry.Value));
            if (value is PSCustomObject or IEnumerable and not string)
                ThrowTerminatingError(UpdateRules.InvalidValue(key, value.GetType()), entry.Value);
            // A hashtable can have both the number 1 and the text '1'.
            if (entries.ContainsKey(key))
                ThrowTerminatingError(UpdateRules.DuplicateKey(key), metadata);
            entries[key] = value is null ? null : LanguagePrimitives.ConvertTo<string>(value);
        }

        return entries;
    }

    /// <summary>Returns the value that a variable has. It is null for a command without output, as in a comparison with $null.</summary>
    private static object? Unwrap(object? value) => value == AutomationNull.Value ? null
        : value is PSObject wrapped ? wrapped.BaseObject : value;
}
