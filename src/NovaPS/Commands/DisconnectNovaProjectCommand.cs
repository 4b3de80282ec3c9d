using System.Management.Automation;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;
using NovaPS.Parameters;

namespace NovaPS.Commands;

/// <summary>Implements Disconnect-NovaProject.</summary>
/// <remarks>Sends DELETE /v3/auth/tokens for a token that NovaPS obtained. A token from -Token stays valid.</remarks>
[Cmdlet(VerbsCommunications.Disconnect, "NovaProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class DisconnectNovaProjectCommand : CancellableCmdlet
{
    /// <summary>
    /// Specifies the connections to close: their names, which can contain wildcards (<c>* ? [ ]</c>), or the objects from
    /// Connect-NovaProject or Get-NovaConnection. By default, the default connection is closed.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ConnectionTransformation(AcceptsSeveral = true)]
    [ValidateConnection]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public NovaConnection[]? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var list = ConnectionList.Of(this);
        if (Connection is null && list.Default is null)
        {
            WriteError(new NovaException(NovaErrorId.NovaNotConnected, "there is no default connection to close")
            {
                Remedy = "Specify a connection with -Connection. Get-NovaConnection lists the open connections.",
            }, null);
            return;
        }

        foreach (var tag in Connection ?? [list.Default!])
        {
            var found = list.FindAll(tag);
            if (found.Found.Count == 0 && !found.IsByPattern)
                WriteError(list.NotOpen(tag), tag);
            foreach (var connection in found.Found)
            {
                if (!ShouldProcess("connection " + connection.Name + " (" + connection.Endpoint + ")", "disconnect"))
                    continue;
                Close(connection);
                list.Remove(connection);
            }
        }
    }

    private void Close(NovaConnection connection)
    {
        try
        {
            Await(() => connection.Client!.Tokens.RevokeAsync(Dispatcher, Cancellation));
        }
        catch (NovaException e) when (e is { StatusCode: 401 } or { StatusCode: 404, FaultKind: "error" })
        {
            // The token has expired or was revoked, for example because the password was changed.
            WriteVerbose("The token of connection '" + connection.Name + "' was no longer valid.");
        }
        catch (NovaException e)
        {
            // The token expires by itself, so the connection is closed anyway.
            WriteWarning(e.For("revoke", "the token of connection '" + connection.Name + "'").Message
                + " The connection is closed, but the token is valid until it expires.");
        }
        finally
        {
            connection.Client!.Dispose();
        }
    }
}
