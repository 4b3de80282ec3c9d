using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
using NovaPS.Client.Lookups;
using NovaPS.Client.Operations;
using NovaPS.Client.Updates;

namespace NovaPS.Client.Filtering;

/// <summary>
/// The filters that a user specified. <see cref="Check"/> reads them before anything is sent, and <see cref="ResolveAsync"/> looks up their
/// names in the cloud of a connection.
/// </summary>
internal sealed class ServerSelection
{
    private static readonly Microversion TagsVersion = new(2, 26);
    private static readonly Microversion LocksVersion = new(2, 9);

    private IReadOnlyList<AddressPattern> _addresses = [];
    private IReadOnlyList<string> _statuses = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Keys and their values. A hashtable can have both the number 1 and the text '1'; a server must meet both.</summary>
    public IReadOnlyCollection<KeyValuePair<string, IReadOnlyList<string>>> Metadata { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Flavors { get; init; } = [];

    public IReadOnlyList<string> Images { get; init; } = [];

    public IReadOnlyList<string> AvailabilityZones { get; init; } = [];

    public IReadOnlyList<string> IPAddresses { get; init; } = [];

    public bool? Locked { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? ChangedSince { get; init; }

    public bool Deleted { get; init; }

    public IReadOnlyList<string> ComputeHosts { get; init; } = [];

    public IReadOnlyList<string> Projects { get; init; } = [];

    public bool AllProjects { get; init; }

    /// <summary>Whether only deleted servers are requested.</summary>
    private bool WantsDeleted => Deleted || (_statuses.Count > 0 && _statuses.All(ServerCriteria.IsDeleted));

    /// <summary>Reads the values that do not depend on a cloud.</summary>
    /// <exception cref="NovaException">NovaFilterInputInvalid: a value cannot be read, or no server can match.</exception>
    public void Check()
    {
        _addresses = [.. IPAddresses.Select(AddressPattern.Parse)];
        _statuses = [.. Statuses.SelectMany(ReadStatus).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (Tags.FirstOrDefault(t => !UpdateRules.IsTag(t)) is { } tag)
            throw Invalid("-Tag", "'" + tag + "' is not a valid tag", UpdateRules.TagRule + " Specify several tags as an array: a, b");
        if (CreatedAfter is { } after && CreatedBefore is { } before && after >= before)
            throw Invalid("-CreatedAfter", "the time is not before that of -CreatedBefore, so no server can match", "Correct the times.");
        if (Deleted && _statuses.Count > 0 && !_statuses.Any(ServerCriteria.IsDeleted))
            throw Invalid("-Deleted", "a deleted server does not have the status " + NameList.Or(_statuses), "Omit -Status.");
        if (!WantsDeleted && ChangedSince is null && _statuses.FirstOrDefault(ServerCriteria.IsDeleted) is { } deleted)
            throw Invalid("-Status", "Nova does not list " + deleted + " together with other statuses", "Run one command for each status.");
    }

    /// <summary>Creates the filter for a connection. Each list that it needs is requested once.</summary>
    /// <exception cref="NovaException">
    /// NovaResourceNotFound: a flavor, image, zone, project or compute host does not exist; NovaRequestRefused: the microversion of the
    /// connection does not show the property; NovaForbidden: the user may not use the filter; or the error of a lookup.
    /// </exception>
    public async Task<ServerFilter> ResolveAsync(ComputeClient client, IClientLog log, CancellationToken cancellation)
    {
        var criteria = new List<ServerCriterion>();
        async Task AddAsync<T>(IReadOnlyList<string> given, Func<string, Task<List<T>>> find,
            Func<IReadOnlyList<T>, ServerCriterion> create)
        {
            var found = new List<T>();
            foreach (var one in given)
                found.AddRange(await find(one).ConfigureAwait(false));
            if (given.Count > 0)
                criteria.Add(create([.. found.Distinct()]));
        }

        AddSimple(criteria, client);
        if (Tags.Count > 0)
            await RequireAsync(client, TagsVersion, "-Tag", log, cancellation).ConfigureAwait(false);
        if (Locked is not null)
            await RequireAsync(client, LocksVersion, "-Locked", log, cancellation).ConfigureAwait(false);
        await AddAsync(Flavors, f => FlavorLookup.SelectAsync(client, f, log, cancellation), ServerCriteria.Flavor).ConfigureAwait(false);
        await AddAsync(Images, i => ImageLookup.SelectAsync(client, i, log, cancellation), ServerCriteria.Image).ConfigureAwait(false);
        await AddAsync(AvailabilityZones, z => PlaceLookup.SelectZonesAsync(client, z, log, cancellation), ServerCriteria.AvailabilityZone)
            .ConfigureAwait(false);
        await AddAsync(ComputeHosts, h => PlaceLookup.SelectHostsAsync(client, h, log, cancellation), ServerCriteria.ComputeHost)
            .ConfigureAwait(false);
        var own = client.Connection?.ProjectId;
        var isAll = AllProjects;
        await AddAsync(Projects, p => ProjectLookup.SelectAsync(client, p, log, cancellation), ids =>
        {
            isAll |= ids.Any(id => id != own);
            return ServerCriteria.Project(ids);
        }).ConfigureAwait(false);
        if (WantsDeleted && ChangedSince is null)
        {
            await DeletedServers.RequireAsync(client, Deleted ? "-Deleted" : "-Status " + _statuses[0], isAll, log, cancellation)
                .ConfigureAwait(false);
        }

        return new ServerFilter { Criteria = criteria, AllProjects = isAll, ChangedSince = ChangedSince };
    }

    /// <summary>
    /// Returns the statuses that a text means. A pattern means those of deleted servers only if it matches no other, or with -Deleted.
    /// </summary>
    /// <remarks>
    /// A text that is no status is refused here, because Nova itself lists no servers for it before microversion 2.38, and ignores it among
    /// several. Source: nova/api/openstack/compute/servers.py, _get_servers.
    /// </remarks>
    private IEnumerable<string> ReadStatus(string text)
    {
        var match = new NamePattern(text.Trim()).Select(ServerAction.KnownStatuses, s => s);
        if (match.Found.Count == 0)
        {
            var (reason, remedy) = ServerAction.UnknownStatus(text);
            throw Invalid("-Status", reason, text.IndexOf(',') < 0 ? remedy : "Specify several statuses as an array: ACTIVE, SHUTOFF");
        }

        var wanted = match.Found.Where(s => ServerCriteria.IsDeleted(s) == Deleted).ToList();
        return !match.IsByPattern ? [text.Trim()] : wanted.Count > 0 ? wanted : match.Found;
    }

    private static NovaException Invalid(string parameter, string reason, string remedy) =>
        new(NovaErrorId.NovaFilterInputInvalid, reason) { Target = parameter + ":", Remedy = remedy };

    /// <summary>Adds the criteria that need no lookup.</summary>
    private void AddSimple(List<ServerCriterion> criteria, ComputeClient client)
    {
        if (Exclude.Count > 0)
            criteria.Add(ServerCriteria.Exclude(Exclude));
        if (_statuses.Count > 0)
            criteria.Add(ServerCriteria.Status(_statuses));
        if (Metadata.Count > 0)
            criteria.Add(ServerCriteria.Metadata(Metadata));
        if (Tags.Count > 0)
        {
            // An endpoint that ignores microversions is detected with its first response.
            criteria.Add(ServerCriteria.Tags(Tags, () => client.Versions.Current >= TagsVersion));
        }

        if (_addresses.Count > 0)
            criteria.Add(ServerCriteria.IPAddress(_addresses));
        if (Locked is { } isLocked)
            criteria.Add(ServerCriteria.Locked(isLocked));
        if (CreatedBefore is { } before)
            criteria.Add(ServerCriteria.CreatedBefore(before));
        if (CreatedAfter is { } after)
            criteria.Add(ServerCriteria.CreatedAfter(after));
        if (ChangedSince is { } since)
            criteria.Add(ServerCriteria.ChangedSince(since));
        // Deleted servers are left out of a list of changes, unless the status asks for them.
        if (WantsDeleted || (ChangedSince is not null && !_statuses.Any(ServerCriteria.IsDeleted)))
            criteria.Add(ServerCriteria.Deleted(WantsDeleted));
    }

    private static async Task RequireAsync(ComputeClient client, Microversion version, string parameter, IClientLog log,
        CancellationToken cancellation)
    {
        try
        {
            await client.Versions.RequireAsync(version, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e)
        {
            throw e.For("filter by", parameter);
        }
    }
}
