using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>
/// The servers of a project as they are now, for as little as possible: one full list, then what changed since, by the cloud's own
/// clock. Source: api-guide "Efficient polling with changes-since"; deleted servers come as rows, too.
/// </summary>
internal sealed class FleetList(ComputeClient client, IClientLog log)
{
    /// <summary>Changes that were being saved while the last answer was made may be dated before it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    /// <summary>After so many looks the list is read anew: a replica that lags more than the overlap must not hide a change for ever.</summary>
    private const int Renewal = 12;

    private readonly Dictionary<string, NovaServer> _servers = new(StringComparer.OrdinalIgnoreCase);
    private DateTime? _since;
    private int _looks;

    /// <summary>The servers by id. One that is not among them is another project's, or was deleted before the first look.</summary>
    public async Task<IReadOnlyDictionary<string, NovaServer>> ReadAsync(CancellationToken cancellation)
    {
        var since = _looks++ % Renewal == 0 ? null : _since;
        var rows = new List<NovaServer>();
        var date = await ServerLister.ReadAsync(client, new ServerFilter { ChangedSince = since }, server =>
        {
            rows.Add(server);
            return Task.CompletedTask;
        }, log, cancellation).ConfigureAwait(false);
        if (since is null)
            _servers.Clear();
        foreach (var server in rows)
            _servers[server.Id] = server;
        _since = date - Overlap;
        return _servers;
    }
}
