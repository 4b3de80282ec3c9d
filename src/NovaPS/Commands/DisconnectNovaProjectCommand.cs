using System.Management.Automation;
using NovaPS.Commands.Abstractions;
using NovaPS.Internal;

namespace NovaPS.Commands;

/// <summary>Implements Disconnect-NovaProject.</summary>
/// <remarks>DELETE /v3/auth/tokens for a token that NovaPS obtained; a token that was handed in stays valid.</remarks>
[Cmdlet(VerbsCommunications.Disconnect, "NovaProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class DisconnectNovaProjectCommand : CancellableCmdlet
{
    /// <summary>
    /// Specifies the connections to close, from Connect-NovaProject or Get-NovaConnection. By default, the default
    /// connection is closed.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NovaConnection[]? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var list = ConnectionList.Of(this);
        foreach (var tag in Connection ?? [list.Default!])
        {
            var connection = tag is null ? null : list.Find(tag);
            if (connection is null)
            {
                WriteError(new NovaException(NovaErrorId.NovaNotConnected, tag is null
                    ? "There is no default connection to close. Get-NovaConnection lists the open ones."
                    : ConnectionList.NotOpen(tag)), tag);
            }
            else if (ShouldProcess("connection " + connection.Name + " (" + connection.Endpoint + ")", "disconnect"))
            {
                Close(connection);
                if (list.Default == connection)
                    list.SetDefault(null);
            }
        }
    }

    private void Close(NovaConnection connection)
    {
        try
        {
            Await(async () =>
            {
                await connection.Client!.Tokens.RevokeAsync(Dispatcher, Cancellation).ConfigureAwait(false);
                return true;
            });
        }
        catch (NovaException e)
        {
            // The token runs out by itself; the connection is closed all the same.
            WriteWarning("The connection " + connection.Name + " is closed, but its token could not be revoked, and holds until it runs out: " + e.Sentence);
        }
        finally
        {
            connection.Client!.Dispose();
        }
    }
}
