using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>Completes the names of all projects; for others than administrators, those of their own projects.</summary>
public sealed class ProjectFilterCompleter : DirectoryCompleter<string>
{
    private protected override Task<IReadOnlyList<string>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        client.Directory.Projects.GetAsync(NoLog.Instance, cancellation);
}
