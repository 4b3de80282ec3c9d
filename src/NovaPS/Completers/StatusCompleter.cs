using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NovaPS.Completers;

/// <summary>Completes the statuses that Nova is known to use. Any other is accepted as well.</summary>
public sealed class StatusCompleter : IArgumentCompleter
{
    // Source: api-guide "Server concepts"; nova/api/openstack/common.py, _STATE_MAP.
    private static readonly string[] Known =
    [
        "ACTIVE", "BUILD", "DELETED", "ERROR", "HARD_REBOOT", "MIGRATING", "PASSWORD", "PAUSED", "REBOOT", "REBUILD", "RESCUE",
        "RESIZE", "REVERT_RESIZE", "SHELVED", "SHELVED_OFFLOADED", "SHUTOFF", "SOFT_DELETED", "SUSPENDED", "UNKNOWN", "VERIFY_RESIZE",
    ];

    /// <summary>Whether Nova is known to use it.</summary>
    internal static bool IsKnown(string status) => Known.Contains(status, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(wordToComplete, Known);
}
