using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;

namespace NovaPS.Completers;

/// <summary>Completes "me" and the names of the users, which most clouds list for administrators only.</summary>
public sealed class UserCompleter : DirectoryCompleter<string>
{
    private protected override Task<IReadOnlyList<string>> ReadAsync(ComputeClient client, CancellationToken cancellation) =>
        client.Directory.Users.GetAsync(NoLog.Instance, cancellation);
}
