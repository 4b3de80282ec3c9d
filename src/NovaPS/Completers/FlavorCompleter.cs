using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using NovaPS.Client;

namespace NovaPS.Completers;

/// <summary>Completes the names of flavors, with vCPUs and memory as tooltip, through -Connection or the default connection.</summary>
public sealed class FlavorCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var flavors = Completion.Try(() => Completion.Read(fakeBoundParameters, commandAst,
            (client, cancellation) => client.Directory.Flavors.GetAsync(NoLog.Instance, cancellation)), []);
        return Completion.Of(wordToComplete, flavors, f => f.Name ?? f.Id, Describe);
    }

    /// <summary>Returns "m1.small: 1 vCPU, 2 GiB RAM, 20 GiB disk".</summary>
    internal static string Describe(NovaFlavor flavor) => flavor + ": " + flavor.VCpus + (flavor.VCpus == 1 ? " vCPU, " : " vCPUs, ")
        + Memory(flavor.RamMB) + " RAM, " + flavor.DiskGB + " GiB disk";

    private static string Memory(int? mebibytes) => mebibytes >= 1024
        ? (mebibytes.Value / 1024.0).ToString("0.##", CultureInfo.InvariantCulture) + " GiB" : mebibytes + " MiB";
}
