using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Completers;

/// <summary>Completes the statuses that Nova is known to use. Any other is accepted as well.</summary>
public sealed class StatusCompleter : NameCompleter
{
    // Source: api-guide "Server concepts"; nova/api/openstack/common.py, _STATE_MAP.
    private static readonly string[] Known =
    [
        "ACTIVE", "BUILD", "DELETED", "ERROR", "HARD_REBOOT", "MIGRATING", "PASSWORD", "PAUSED", "REBOOT", "REBUILD", "RESCUE",
        "RESIZE", "REVERT_RESIZE", "SHELVED", "SHELVED_OFFLOADED", "SHUTOFF", "SOFT_DELETED", "SUSPENDED", "UNKNOWN", "VERIFY_RESIZE",
    ];

    /// <summary>Whether Nova is known to use it.</summary>
    internal static bool IsKnown(string status) => Known.Contains(status, StringComparer.OrdinalIgnoreCase);

    private protected override IEnumerable<string> Names(IDictionary? given) => Known;
}
