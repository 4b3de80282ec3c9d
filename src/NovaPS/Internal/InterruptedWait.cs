using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Operations;
using NovaPS.Client.Waiting;

namespace NovaPS.Internal;

/// <summary>Describes a wait that Ctrl+C stopped, with a command that waits again.</summary>
internal static class InterruptedWait
{
    /// <summary>The global variable with the servers in progress: their ids would not fit into one line.</summary>
    public const string Variable = "NovaServersInProgress";

    /// <summary>Returns the sentences; null if no server is waited for.</summary>
    /// <param name="cmdlet">The command that was stopped.</param>
    /// <param name="session">Its wait; null if it did not start.</param>
    /// <param name="conditions">Its conditions (-For).</param>
    /// <param name="goal">The arguments of Wait-NovaServer for what several servers are waited for, besides the conditions.</param>
    /// <param name="timing">The arguments for timeout and interval.</param>
    public static string? Describe(PSCmdlet cmdlet, WaitSession? session, IReadOnlyList<WaitCondition> conditions, string goal,
        string timing)
    {
        var servers = session?.Unsettled.ToList() ?? [];
        if (servers.Count == 0)
            return null;
        string? command;
        if (servers.Count == 1)
        {
            var connection = servers[0].Connection?.Name;
            command = WaitCommand.Resume(servers[0], conditions)
                .ToText(servers[0].ServerId, connection == ConnectionList.Of(cmdlet).Default?.Name ? null : connection);
        }
        else
        {
            cmdlet.SessionState.PSVariable.Set("global:" + Variable, servers.Select(ToObject).ToArray());
            command = "$" + Variable + " | Wait-NovaServer" + goal + string.Concat(WaitCommand.Conditions(conditions).Select(c => " " + c));
        }

        return "Stopped waiting for " + (servers.Count == 1 ? "1 server (" : servers.Count.ToString(CultureInfo.InvariantCulture)
            + " servers (") + CommandProgress.Describe(servers) + "). Actions in progress continue in the cloud."
            + (command is null ? string.Empty : " To wait again, run: " + command + timing);
    }

    /// <summary>Returns a duration as an argument; empty if the parameter was not used.</summary>
    public static string Argument(PSCmdlet cmdlet, string parameter, TimeSpan? value) =>
        !cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter) || value is not { } time ? string.Empty : " -" + parameter + " "
            + (time < TimeSpan.Zero ? "-1" : time.TotalSeconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>The object that Wait-NovaServer waits for in the same way.</summary>
    private static object ToObject(TrackedOperation tracked) => tracked.Input as NovaServerAction
        ?? (tracked.State.Action is not null ? tracked.ToAction()
            : tracked.Last ?? (object)new NovaServer(tracked.ServerId, tracked.ServerName) { Connection = tracked.Connection });
}
