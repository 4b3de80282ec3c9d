using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Operations;

/// <content>Finds the status that a mistyped one probably means.</content>
internal sealed partial class ServerAction
{
    /// <summary>Describes a text that is not the name of a status: the reason of the error, and its remedy.</summary>
    public static (string Reason, string Remedy) UnknownStatus(string given) => ("'" + given + "' is not a status of Nova servers",
        NearestStatus(given) is { } nearest ? "Specify -Status " + nearest + "."
            : "Specify one of: " + string.Join(", ", KnownStatuses) + ".");

    /// <summary>Returns the known status that a text probably means; null if none is near.</summary>
    internal static string? NearestStatus(string given) =>
        Synonyms.Statuses.TryGetValue(given.Trim().Replace(' ', '_').Replace('-', '_'), out var status) ? status
            : NearestName.Find(given, KnownStatuses);

    /// <summary>A class of its own, so that commands do not create the table before a status is mistyped.</summary>
    private static class Synonyms
    {
        /// <summary>Other words for statuses, in vm_states, in other tools and in conversation.</summary>
        public static readonly Dictionary<string, string> Statuses = new[]
        {
            (Status: "SHUTOFF", Words: "Off Stopped Stop Shutdown Shut_off Powered_off Power_off Down Halted"),
            (Status: "ACTIVE", Words: "On Up Running Run Started Start Powered_on Power_on Available"),
            (Status: "ERROR", Words: "Failed Fail Fault Faulted Broken"),
            (Status: "BUILD", Words: "Building Creating Create Spawning Provisioning"),
            (Status: "DELETED", Words: "Removed Gone Terminated"),
            (Status: "SOFT_DELETED", Words: "Soft_delete"),
            (Status: "VERIFY_RESIZE", Words: "Resized Verify"),
            (Status: "RESCUE", Words: "Rescued Rescue_mode"),
            (Status: "REBOOT", Words: "Rebooting Restarting Restart"),
            (Status: "SUSPENDED", Words: "Hibernated Sleeping"),
        }.SelectMany(s => s.Words.Split(' ').Select(w => (Word: w, s.Status)))
            .ToDictionary(s => s.Word, s => s.Status, StringComparer.OrdinalIgnoreCase);
    }
}
