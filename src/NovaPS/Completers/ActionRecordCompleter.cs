using System.Collections;
using System.Collections.Generic;

namespace NovaPS.Completers;

/// <summary>Completes the actions as Nova's records name them. Any other is accepted as well.</summary>
public sealed class ActionRecordCompleter : NameCompleter
{
    // Source: nova/compute/instance_actions.py.
    private static readonly string[] Known =
    [
        "attach_interface", "attach_volume", "changePassword", "confirmResize", "create", "createBackup", "createImage", "delete",
        "detach_interface", "detach_volume", "evacuate", "extend_volume", "live-migration", "live_migration_cancel",
        "live_migration_force_complete", "lock", "migrate", "pause", "reboot", "rebuild", "rescue", "resetState", "resize", "restore",
        "resume", "revertResize", "shelve", "shelveOffload", "start", "stop", "suspend", "swap_volume", "trigger_crash_dump", "unlock",
        "unpause", "unrescue", "unshelve",
    ];

    private protected override IEnumerable<string> Names(IDictionary? given) => Known;
}
