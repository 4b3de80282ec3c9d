using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>The query of a list of servers, with Nova's checks and filters.</summary>
internal sealed class ServerQuery
{
    private static readonly TimeSpan RegexLimit = TimeSpan.FromSeconds(2);

    private static readonly string[] Patterns = ["name", "ip", "ip6", "tags"];

    // An unknown parameter is refused from 2.75 on; before that, it is ignored and not repeated in the link to the next page. A known
    // one is repeated, even if it is ignored for most users.
    private static readonly HashSet<string> KnownNames =
    [
        "user_id", "project_id", "tenant_id", "launch_index", "image_ref", "image", "kernel_id", "ramdisk_id", "hostname",
        "key_name", "host", "node", "reservation_id", "launched_at", "terminated_at", "availability_zone", "name",
        "display_name", "description", "display_description", "locked_by", "uuid", "root_device_name", "config_drive",
        "access_ip_v4", "access_ip_v6", "auto_disk_config", "progress", "sort_key", "sort_dir", "all_tenants", "soft_deleted",
        "deleted", "status", "flavor", "instance_type_id", "ip", "ip6", "changes-since", "changes-before", "limit", "marker",
        "vm_state", "task_state", "power_state", "created_at", "tags", "tags-any", "not-tags", "not-tags-any", "locked",
    ];

    private readonly NovaContext _context;
    private readonly QueryString _query;
    private readonly List<Func<Instance, bool>> _filters = [];

    public ServerQuery(NovaContext context, string policy)
    {
        _context = context;
        _query = context.Query;
        Check();
        if (context.Token?.Project is null)
            throw ApiFault.Policy(policy);
        AddScope(policy);
        AddStatus();
        AddFilters();
    }

    /// <summary>Whether a status is one that no server can have, so that the list is empty.</summary>
    public bool IsEmpty { get; private set; }

    public bool Fits(Instance instance) => _filters.TrueForAll(filter => filter(instance));

    private void Check()
    {
        PageQuery.CheckLimit(_query);
        // Nova compares whole tags, but accepts only regular expressions.
        foreach (var name in Patterns.Where(name => name != "tags" || _context.Version.AtLeast(26)))
        {
            foreach (var value in _query.All(name))
                Pattern(name, value);
        }

        foreach (var key in new[] { "changes-since", "changes-before" })
        {
            if (_query.Last(key) is { } text)
                Time(key, text);
        }

        if (!_context.Version.AtLeast(75))
        {
            _query.Remove(name => !KnownNames.Contains(name));
            return;
        }

        var unknown = _query.Names.FirstOrDefault(name => !KnownNames.Contains(name) && !name.StartsWith("_", StringComparison.Ordinal));
        if (unknown is not null)
            throw ApiFault.BadRequest($"'{unknown}' does not match any of the regexes: '^_'");
    }

    private void AddScope(string policy)
    {
        var allTenants = _query.Last("all_tenants") is { } text && (text.Length == 0 || Boolean(text));
        if (allTenants && !_context.IsAdmin)
            throw ApiFault.Policy(policy + ":get_all_tenants");
        if (!allTenants)
            _filters.Add(instance => instance.ProjectId == _context.ProjectId);
        else if ((_query.Last("project_id") ?? _query.Last("tenant_id")) is { } project)
            _filters.Add(instance => instance.ProjectId == project);
    }

    private void AddStatus()
    {
        var statuses = _query.All("status");
        var wantsDeleted = false;
        if (statuses.Count > 0)
        {
            var (vmStates, taskStates) = InstanceStates.Search(statuses);
            IsEmpty = vmStates.Count == 0;
            if (IsEmpty && _context.Version.AtLeast(38))
                throw ApiFault.BadRequest("Invalid status value");
            wantsDeleted = vmStates.SetEquals(["deleted"]);
            if (wantsDeleted && !_context.IsAdmin)
                throw new ApiFault(403, "Only administrators may list deleted instances");
            _filters.Add(instance => vmStates.Contains(instance.VmState));
            if (taskStates is not null)
                _filters.Add(instance => instance.TaskState is { } task && taskStates.Contains(task));
        }

        // Deleted servers are listed only with changes-since.
        if (wantsDeleted || (_context.IsAdmin && _query.Last("deleted") is { } deleted && Boolean(deleted)))
            _filters.Add(instance => instance.Deleted || (!wantsDeleted && instance.VmState == "soft-delete"));
        else if (_query.Last("changes-since") is null)
            _filters.Add(instance => !instance.Deleted && instance.VmState != "soft-delete");
    }

    private void AddFilters()
    {
        if (_query.Last("changes-since") is { } since)
            AddTime(since, (updated, time) => updated >= time);
        if (_context.Version.AtLeast(66) && _query.Last("changes-before") is { } before)
            AddTime(before, (updated, time) => updated <= time);
        if (_query.Last("name") is { } name)
        {
            var pattern = Pattern("name", name);
            _filters.Add(instance => pattern.IsMatch(instance.Name));
        }

        AddAddress("ip", isVersion6: false);
        if (_context.IsAdmin || _context.Version.AtLeast(5))
            AddAddress("ip6", isVersion6: true);

        AddEqual("image", instance => instance.ImageId);
        AddEqual("flavor", instance => instance.FlavorId);
        if (_context.Version.AtLeast(73) && _query.Last("locked") is { } locked)
        {
            var isLocked = Boolean(locked);
            _filters.Add(instance => instance.Locked == isLocked);
        }

        if (_context.Version.AtLeast(26) && _query.Last("tags") is { } tags)
            _filters.Add(instance => tags.Split(',').All(instance.Tags.Contains));

        // For users who are not administrators, these are ignored before 2.83.
        if (_context.IsAdmin || _context.Version.AtLeast(83))
        {
            AddEqual("vm_state", instance => instance.VmState);
            AddEqual("task_state", instance => instance.TaskState);
            AddEqual("power_state", instance => Formats.Invariant(instance.PowerState));
            AddEqual("availability_zone", instance => instance.HasHost ? instance.Zone : "");
            AddEqual("user_id", instance => instance.UserId);
        }

        if (_context.IsAdmin)
        {
            AddEqual("host", instance => instance.HasHost ? instance.Host : null);
            AddEqual("uuid", instance => instance.Id);
        }
    }

    private void AddAddress(string name, bool isVersion6)
    {
        if (_query.Last(name) is not { } text)
            return;
        var pattern = Pattern(name, text);
        _filters.Add(instance => instance.Addresses.Any(network => network.Value.Any(a =>
            a.Type == "fixed" && a.Address.Contains(":") == isVersion6 && pattern.IsMatch(a.Address))));
    }

    private void AddEqual(string name, Func<Instance, string?> property)
    {
        if (_query.Last(name) is { } wanted)
            _filters.Add(instance => string.Equals(property(instance), wanted, StringComparison.OrdinalIgnoreCase));
    }

    private void AddTime(string text, Func<DateTime, DateTime, bool> compare)
    {
        var time = Time("changes-since", text);
        _filters.Add(instance => compare(instance.Updated, time));
    }

    /// <summary>Returns a time in UTC without fractions, as the database compares it.</summary>
    internal static DateTime Time(string name, string text)
    {
        if (text.Length >= 10 && DateTime.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time))
        {
            return Formats.WholeSeconds(time);
        }

        throw ApiFault.InvalidParameter(name, text, $"'{text}' is not a 'date-time'");
    }

    /// <summary>Matches a regular expression ignoring case, as the database does.</summary>
    private static Regex Pattern(string name, string text)
    {
        try
        {
            if (text.Length > 0)
                return new Regex(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, RegexLimit);
        }
        catch (ArgumentException)
        {
            // Refused below, like an empty one.
        }

        throw ApiFault.InvalidParameter(name, text, $"'{text}' is not a 'regex'");
    }

    private static bool Boolean(string text) => text.Trim().ToLowerInvariant() switch
    {
        "1" or "t" or "true" or "on" or "y" or "yes" => true,
        "0" or "f" or "false" or "off" or "n" or "no" => false,
        _ => throw ApiFault.BadRequest($"Unrecognized value '{text}', acceptable values are: '0', '1', 'f', 'false', 'n', 'no', "
            + "'off', 'on', 't', 'true', 'y', 'yes'"),
    };
}
