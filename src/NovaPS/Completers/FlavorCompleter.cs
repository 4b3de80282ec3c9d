using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Formatting;

namespace NovaPS.Completers;

/// <summary>Completes the names of flavors, with vCPUs and memory as tooltip.</summary>
public sealed class FlavorCompleter : DirectoryCompleter<NovaFlavor>
{
    private protected override Task<IReadOnlyList<NovaFlavor>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        client.Directory.Flavors.GetAsync(NoLog.Instance, cancellation);

    private protected override string? NameOf(NovaFlavor row) => row.Name;

    private protected override string Describe(NovaFlavor row) => FormatHelpers.Flavor(row)!;
}
