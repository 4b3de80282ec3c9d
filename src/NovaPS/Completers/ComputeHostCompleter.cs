using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>Completes the names of compute hosts, which clouds show to administrators only.</summary>
public sealed class ComputeHostCompleter : DirectoryCompleter<string>
{
    private protected override Task<IReadOnlyList<string>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        client.Directory.Hosts.GetAsync(NoLog.Instance, cancellation);
}
