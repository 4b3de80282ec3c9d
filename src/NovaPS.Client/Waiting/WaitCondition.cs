using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>What has to hold of a server besides its status, before it has arrived.</summary>
internal abstract class WaitCondition
{
    private const string Tcp = "Tcp:";
    private const string Console = "Console:";

    /// <summary>The condition as the user writes it, such as Tcp:22.</summary>
    public abstract string Name { get; }

    /// <summary>Why a text is no condition, and what is one; null: it is one.</summary>
    public static string? FindProblem(string? text)
    {
        if (Has(text, Tcp))
            return ReadPort(text!) is null ? "'" + text + "' has no port: give a number from 1 to 65535, such as Tcp:22." : null;
        if (Has(text, Console))
            return text!.Length == Console.Length ? "Console: has no text to look for: give some, such as Console:'login:'." : null;
        return "'" + text + "' is nothing to wait for: give Tcp:PORT, such as Tcp:22, or Console:TEXT, such as Console:'login:'.";
    }

    /// <summary>The condition that a text says, which has no problem.</summary>
    /// <param name="text">Tcp:PORT or Console:TEXT.</param>
    /// <param name="choice">Which address is meant.</param>
    public static WaitCondition Parse(string text, AddressChoice choice) =>
        Has(text, Tcp) ? new TcpCondition(ReadPort(text)!.Value, choice) : new ConsoleCondition(text.Substring(Console.Length));

    /// <summary>Finds out whether it holds.</summary>
    /// <returns>null: it does; else why not yet.</returns>
    /// <exception cref="NovaException">The cloud refuses to tell.</exception>
    public abstract Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation);

    private static bool Has(string? text, string kind) => text?.StartsWith(kind, StringComparison.OrdinalIgnoreCase) == true;

    private static int? ReadPort(string text) =>
        int.TryParse(text.Substring(Tcp.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port : null;
}
