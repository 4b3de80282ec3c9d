using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Completers;

/// <summary>
/// Completes the regions: those that the files list for -Cloud, else those in the catalog of the connections that are open
/// (to that cloud or that Keystone, where one is named).
/// </summary>
public sealed class RegionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Completion.Try(() => Regions(fakeBoundParameters?["Cloud"] as string, fakeBoundParameters?["AuthUrl"] as string), []));

    private static List<string> Regions(string? cloud, string? authUrl)
    {
        var listed = cloud is null ? [] : Completion.ReadFiles().Regions(cloud).ToList();
        return listed.Count > 0 ? listed : Completion.ConnectionsTo(cloud, authUrl)
            .SelectMany(c => c.Client!.Tokens.Current.Compute).Select(e => e.Region).OfType<string>().ToList();
    }
}
