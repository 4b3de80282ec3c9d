using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>Completes the tags that the first servers of the project have.</summary>
public sealed class TagCompleter : DirectoryCompleter<string>
{
    private const string Query = "?limit=200";

    private protected override async Task<IReadOnlyList<string>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        [.. (await ServerApi.ListAsync(client, Query, NoLog.Instance, cancellation).ConfigureAwait(false)).Rows.SelectMany(s => s.Tags)
            .Distinct()];
}
