using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Gets what was done to servers, newest first.</para>
/// </summary>
/// <remarks>GET /servers/{server_id}/os-instance-actions; for an action GET .../os-instance-actions/{request_id}.</remarks>
[Cmdlet(VerbsCommon.Get, "NovaServerAction")]
[OutputType(typeof(NovaServerAction))]
public sealed class GetNovaServerActionCommand : ServerCmdlet
{
    private protected override void Process(ServerTarget target)
    {
        var (client, queue) = (target.Connection.Client!, Queue);
        var requestId = target.Identity.Action?.RequestId;
        Begin(target.Connection, target.Input, Read, e => Describe(target, e));

        async Task<Action> Read(CancellationToken cancellation)
        {
            if (!string.IsNullOrEmpty(requestId))
            {
                var action = await ServerApi.GetActionAsync(client, target.Id, requestId!, queue, cancellation).ConfigureAwait(false);
                action.ServerName = target.Name;
                return () => WriteObject(action);
            }

            var actions = await ServerApi.ListActionsAsync(client, target.Id, queue, cancellation).ConfigureAwait(false);
            foreach (var action in actions)
                action.ServerName = target.Name;
            return () => WriteObject(actions, enumerateCollection: true);
        }
    }

    private static NovaException Describe(ServerTarget target, NovaException e)
    {
        var message = "Cannot get the actions of server " + target.Describe() + ": " + e.Message.TrimEnd('.');
        var described = e.WithMessage(message + (e.StatusCode is { } status ? " (HTTP " + status + (e.RequestId is null ? ")." : ", " + e.RequestId + ").") : "."));
        described.ServerId = target.Id;
        return described;
    }
}
