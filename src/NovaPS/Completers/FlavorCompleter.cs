using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>Completes the names of flavors, with vCPUs and memory as tooltip.</summary>
public sealed class FlavorCompleter : DirectoryCompleter<NovaFlavor>
{
    private protected override Task<IReadOnlyList<NovaFlavor>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        client.Directory.Flavors.GetAsync(NoLog.Instance, cancellation);

    private protected override string? NameOf(NovaFlavor row) => row.Name;

    /// <summary>Returns "m1.small: 1 vCPU, 2 GiB RAM, 20 GiB disk".</summary>
    private protected override string Describe(NovaFlavor row) => row.Name + ": " + row.VCpus + (row.VCpus == 1 ? " vCPU, " : " vCPUs, ")
        + Memory(row.RamMB) + " RAM, " + row.DiskGB + " GiB disk";

    private static string Memory(int? mebibytes) => mebibytes >= 1024
        ? (mebibytes.Value / 1024.0).ToString("0.##", CultureInfo.InvariantCulture) + " GiB" : mebibytes + " MiB";
}
