using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Lookups;

namespace NovaPS.Completers;

/// <summary>
/// Completes the names of the images that can be used, through -Connection or the default connection. A name that several images have is
/// completed by their ids.
/// </summary>
public sealed class ImageCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var images = Completion.Try(() => Completion.Read<CloudImage>(GetType(), fakeBoundParameters, commandAst,
            (client, cancellation) => client.Directory.Images.GetAsync(NoLog.Instance, cancellation)), [])
            .Where(i => i.Status is null or "active" && i.Name is { Length: > 0 }).ToList();
        var several = images.GroupBy(i => i.Name).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        return Completion.Of(wordToComplete, images, i => i.Name!, i => i.Name + ": " + i.Id,
            i => several.Contains(i.Name) ? i.Id : NamePattern.Escape(i.Name!));
    }
}
