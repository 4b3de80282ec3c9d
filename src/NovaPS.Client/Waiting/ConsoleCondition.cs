using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Waiting;

/// <summary>
/// The console log of the server contains a text, ignoring case. The log is never shown, because it may contain secrets.
/// </summary>
internal sealed class ConsoleCondition(string text) : WaitCondition
{
    /// <summary>The number of lines to read. The whole log may have megabytes, and it grows by fewer lines between two polls.</summary>
    private const int Lines = 1000;

    public override string Name => "Console:'" + text + "'";

    public override string Argument => RemedyCommand.Quote("Console:" + text);

    public override async Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var (isFound, end, isEmpty) = (false, string.Empty, true);
            await ServerApi.ReadConsoleOutputAsync(client, server.Id, Lines, part =>
            {
                // The text may be split between two parts.
                part = end + part;
                isFound = isFound || part.IndexOf(text, StringComparison.OrdinalIgnoreCase) >= 0;
                end = part.Substring(Math.Max(0, part.Length - text.Length));
                isEmpty = isEmpty && part.Length == 0;
            }, log, cancellation).ConfigureAwait(false);
            return isFound ? null : isEmpty ? "its console log is empty" : "its console log does not contain '" + text + "'";
        }
        catch (NovaException e) when (e.ErrorId == NovaErrorId.NovaServerNotFound || e.StatusCode == 409)
        {
            // The server exists: 404 means that the guest has no console yet, and 409 that the server is not ready.
            return "its console log cannot be read yet (" + e.Reason + ")";
        }
    }
}
