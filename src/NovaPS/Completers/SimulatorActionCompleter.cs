using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Client.Errors;

namespace NovaPS.Completers;

/// <summary>Completes server actions, such as Start for os-start.</summary>
public sealed class SimulatorActionCompleter : NameCompleter
{
    // Source: nova/api/openstack/compute/routes.py, the actions of /servers/{id}/action, microversions 2.1 to 2.93.
    private static readonly string[] Known =
    [
        "addFixedIp", "addFloatingIp", "addSecurityGroup", "changePassword", "confirmResize", "createBackup", "createImage", "evacuate",
        "forceDelete", "injectNetworkInfo", "lock", "migrate", "os-getConsoleOutput", "os-getRDPConsole", "os-getSerialConsole",
        "os-getSPICEConsole", "os-getVNCConsole", "os-migrateLive", "os-resetState", "os-start", "os-stop", "pause", "reboot",
        "rebuild", "removeFixedIp", "removeFloatingIp", "removeSecurityGroup", "rescue", "resetNetwork", "resize", "restore",
        "resume", "revertResize", "shelve", "shelveOffload", "suspend", "trigger_crash_dump", "unlock", "unpause", "unrescue",
        "unshelve",
    ];

    private protected override IEnumerable<string> Names(IDictionary? given) => Known.Select(Word);

    /// <summary>Returns Nova's name of an action, such as os-start for Start, start or os-start.</summary>
    /// <exception cref="NovaException">NovaSimulatorInputInvalid: Nova has no such action.</exception>
    internal static string Read(string text) =>
        Array.Find(Known, name => Is(name, text) || Is(Word(name), text))
            ?? throw new NovaException(NovaErrorId.NovaSimulatorInputInvalid, "'" + text + "' is not a server action of Nova")
            {
                Remedy = NearestName.Remedy(text, Known.Select(Word), "-Action",
                    "Use a name such as Start, Stop, Lock or ConsoleOutput, or Nova's own name, such as os-start."),
            };

    /// <summary>Returns ConsoleOutput for os-getConsoleOutput.</summary>
    private static string Word(string name)
    {
        var word = name.Replace("os-get", string.Empty).Replace("os-", string.Empty);
        return char.ToUpperInvariant(word[0]) + word.Substring(1);
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
