using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Compute;
using NovaPS.Client.Lookups;
using NovaPS.Client.Operations;

namespace NovaPS.Client.Filtering;

/// <summary>
/// Creates the conditions of a list of servers. Whether Nova filters by each was tried on Nova 26 (Zed), as a member and as an admin.
/// </summary>
internal static class ServerCriteria
{
    /// <summary>
    /// Nova maps status=ACTIVE to the vm_state only, so the list also has rows in REBOOT or RESIZE. A status of deleted servers is not
    /// sent: status=SOFT_DELETED lists nothing, and status=DELETED is refused for members even with changes-since. Nor is UNKNOWN, which
    /// Nova shows (for servers of a cell that is down) and refuses as a filter.
    /// </summary>
    public static ServerCriterion Status(IReadOnlyCollection<string> statuses) =>
        new("-Status", "status", s => s.Status is { } status ? statuses.Contains(status, StringComparer.OrdinalIgnoreCase) : null)
        {
            Query = statuses.Any(s => IsDeleted(s) || string.Equals(s, ServerAction.Unknown, StringComparison.OrdinalIgnoreCase)) ? []
                : [.. statuses.Select(status => Pair("status", status))],
        };

    /// <summary>Nova has no such filter.</summary>
    public static ServerCriterion Exclude(IEnumerable<string> names)
    {
        var patterns = names.Select(n => new NamePattern(n)).ToList();
        return new("-Exclude", "name", s => s.Name is { } name ? !patterns.Exists(p => p.Covers(name)) : null);
    }

    /// <summary>
    /// Keys and values are compared without case. Nova filters by metadata for administrators only, and by whole values.
    /// </summary>
    /// <param name="entries">The keys, and for each the values, which can have wildcards. One of them must match.</param>
    public static ServerCriterion Metadata(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> entries)
    {
        var wanted = entries.Select(e => (e.Key, Values: e.Value.Select(v => new NamePattern(v)).ToList())).ToList();
        return new("-Metadata", "metadata", s => !IsComplete(s) ? null : wanted.TrueForAll(w => s.Metadata.Any(m =>
            string.Equals(m.Key, w.Key, StringComparison.OrdinalIgnoreCase) && w.Values.Exists(v => v.Covers(m.Value)))));
    }

    /// <summary>
    /// Before 2.26, Nova ignores the filter, and rows have no tags. Nova refuses tags that are not valid regular expressions, although it
    /// compares whole tags (source: nova/api/openstack/compute/schemas/servers.py, query_params_v226), and databases differ in other
    /// letters, so that only plain tags are sent.
    /// </summary>
    /// <param name="tags">The tags, case-sensitive, or patterns. A server must have a tag for each of them.</param>
    /// <param name="areShown">Whether the connection uses 2.26 or later.</param>
    public static ServerCriterion Tags(IReadOnlyCollection<string> tags, Func<bool> areShown)
    {
        var wanted = tags.Select(t => new NamePattern(t)).ToList();
        var plain = tags.Where(t => t.All(c => c is > ' ' and < '\u007f' && "[](){}*+?\\|^$`".IndexOf(c) < 0)).ToList();
        return new("-Tag", "tags", s => !areShown() || !IsComplete(s) ? null : wanted.TrueForAll(w =>
            s.Tags.Contains(w.Text) || s.Tags.Contains(w.Name) || (w.IsPattern && s.Tags.Any(w.Covers))))
        {
            Query = plain.Count > 0 ? [Pair("tags", string.Join(",", plain))] : [],
        };
    }

    /// <summary>Rows have the id of the flavor before 2.47, and its name from then on. Nova filters by one id.</summary>
    public static ServerCriterion Flavor(IReadOnlyList<NovaFlavor> flavors) => new("-Flavor", "flavor", s =>
        s.FlavorId is { } id ? flavors.Any(f => f.Id == id) : s.Flavor is { } name ? flavors.Any(f => f.Name == name) : null)
    {
        Query = flavors.Count == 1 ? [Pair("flavor", flavors[0].Id)] : [],
    };

    /// <summary>A server that boots from a volume has no image. Nova filters by one id.</summary>
    public static ServerCriterion Image(IReadOnlyList<CloudImage> images) => new("-Image", "image", s =>
        s.ImageId is null && !IsComplete(s) ? null : images.Any(i => string.Equals(i.Id, s.ImageId, StringComparison.OrdinalIgnoreCase)))
    {
        Query = images.Count == 1 ? [Pair("image", images[0].Id)] : [],
    };

    /// <summary>A server without a compute host has no zone. Before 2.83, Nova ignores the filter for members.</summary>
    public static ServerCriterion AvailabilityZone(IReadOnlyList<string> zones) => new("-AvailabilityZone", "availability zone", s =>
        s.AvailabilityZone is null ? IsComplete(s) ? false : null : zones.Contains(s.AvailabilityZone, StringComparer.OrdinalIgnoreCase))
    {
        Query = zones.Count == 1 ? [Pair("availability_zone", zones[0])] : [],
    };

    /// <summary>
    /// Nova's ip and ip6 are not used, because they leave out floating addresses, and are regular expressions or substrings, depending on
    /// Neutron's extensions. Source: nova/compute/api.py, _ip_filter and _get_instances_by_filters.
    /// </summary>
    public static ServerCriterion IPAddress(IReadOnlyCollection<AddressPattern> patterns) => new("-IPAddress", "addresses", s =>
        IsComplete(s) ? s.Addresses.Any(a => a.IPAddress is { } address && patterns.Any(p => p.Matches(address))) : null);

    /// <summary>Nova filters from 2.73 on; rows show it from 2.9 on.</summary>
    public static ServerCriterion Locked(bool isLocked) =>
        new("-Locked", "lock (microversion 2.9)", s => s.Locked is { } locked ? locked == isLocked : null)
        {
            Query = [Pair("locked", isLocked ? "true" : "false")],
        };

    public static ServerCriterion CreatedBefore(DateTimeOffset time) =>
        new("-CreatedBefore", "creation time", s => s.CreatedUtc is { } created ? created < time : null);

    public static ServerCriterion CreatedAfter(DateTimeOffset time) =>
        new("-CreatedAfter", "creation time", s => s.CreatedUtc is { } created ? created >= time : null);

    /// <summary>The query has ServerFilter.ChangedSince. Rows and Nova's filter have whole seconds.</summary>
    public static ServerCriterion ChangedSince(DateTimeOffset time)
    {
        var second = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
        return new("-ChangedSince", "time of change", s => s.UpdatedUtc is { } updated ? updated >= second : null);
    }

    /// <summary>
    /// With changes-since, Nova lists deleted servers as well; with deleted=true, which it ignores for members, only those.
    /// </summary>
    public static ServerCriterion Deleted(bool isWanted) =>
        new("-Deleted", "status", s => s.Status is null ? null : IsDeleted(s.Status) == isWanted)
        {
            Query = isWanted ? [Pair("deleted", "true")] : [],
            IsScope = true,
        };

    /// <summary>Nova shows compute hosts, and filters by one of them, for administrators only.</summary>
    public static ServerCriterion ComputeHost(IReadOnlyList<string> hosts) => new("-ComputeHost", "compute host", s =>
        s.IsComputeHostShown ? hosts.Contains(s.ComputeHost, StringComparer.OrdinalIgnoreCase) : null)
    {
        Query = hosts.Count == 1 ? [Pair("host", hosts[0])] : [],
    };

    /// <summary>Nova filters by one project, together with all_tenants.</summary>
    public static ServerCriterion Project(IReadOnlyList<string> ids) => new("-Project", "project", s =>
        s.ProjectId is { } id ? ids.Contains(id) : null)
    {
        Query = ids.Count == 1 ? [Pair("project_id", ids[0])] : [],
    };

    /// <summary>Whether a status is that of a deleted server.</summary>
    public static bool IsDeleted(string status) => ServerAction.Delete.IsTarget(status);

    /// <summary>
    /// Whether a row has all members. If a cell is down, Nova shows little more than the id (2.69), and an empty list would be a guess.
    /// </summary>
    private static bool IsComplete(NovaServer server) => server.UpdatedUtc is not null;

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);
}
