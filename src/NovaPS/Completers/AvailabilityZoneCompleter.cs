using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>Completes the names of availability zones.</summary>
public sealed class AvailabilityZoneCompleter : DirectoryCompleter<string>
{
    private protected override Task<IReadOnlyList<string>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        client.Directory.Zones.GetAsync(NoLog.Instance, cancellation);
}
