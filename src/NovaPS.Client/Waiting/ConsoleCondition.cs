using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>
/// A text stands in the server's console log, whatever its case. What else stands there is shown nowhere: it may hold secrets.
/// </summary>
internal sealed class ConsoleCondition(string text) : WaitCondition
{
    /// <summary>The log may have megabytes; between two polls it does not grow by more lines than that.</summary>
    private const int Lines = 1000;

    public override string Name => "Console:'" + text + "'";

    public override async Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var (isFound, end, isEmpty) = (false, string.Empty, true);
            await ServerApi.ReadConsoleOutputAsync(client, server.Id, Lines, part =>
            {
                // The text may begin in one part and end in the next.
                part = end + part;
                isFound = isFound || part.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0;
                end = part.Substring(Math.Max(0, part.Length - text.Length));
                isEmpty = isEmpty && part.Length == 0;
            }, log, cancellation).ConfigureAwait(false);
            return isFound ? null : isEmpty ? "its console log is empty" : "its console log does not say '" + text + "'";
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound || e.StatusCode == 409)
        {
            // The server was there a moment ago: 404 is a guest without a console as yet, 409 a server that is not ready.
            return "its console log cannot be read yet (" + e.Reason + ")";
        }
    }
}
