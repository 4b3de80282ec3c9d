using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;

namespace NovaPS.Client.Waiting;

/// <summary>A condition, besides the status, that a server must meet before a wait completes (-For).</summary>
internal abstract class WaitCondition
{
    private const string Tcp = "Tcp:";
    private const string Console = "Console:";

    /// <summary>The condition as the user specifies it, such as Tcp:22.</summary>
    public abstract string Name { get; }

    /// <summary>The condition as an argument of -For that can be pasted.</summary>
    public virtual string Argument => Name;

    /// <summary>Returns why a text is not a valid condition, and what to specify; null if it is valid.</summary>
    public static string? FindProblem(string? text)
    {
        if (Has(text, Tcp))
            return ReadPort(text!) is null ? "'" + text + "' has no valid port. Specify a number from 1 to 65535, such as Tcp:22." : null;
        if (Has(text, Console))
            return text!.Length == Console.Length
                ? "'Console:' has no text. Specify the text to search for, such as Console:'login:'." : null;
        return "'" + text + "' is not a condition. Specify Tcp:PORT, such as Tcp:22, or Console:TEXT, such as Console:'login:'.";
    }

    /// <summary>Parses a valid condition.</summary>
    /// <param name="text">Tcp:PORT or Console:TEXT.</param>
    /// <param name="choice">Selects the address to connect to.</param>
    public static WaitCondition Parse(string text, AddressChoice choice) =>
        Has(text, Tcp) ? new TcpCondition(ReadPort(text)!.Value, choice) : new ConsoleCondition(text.Substring(Console.Length));

    /// <summary>Checks the condition.</summary>
    /// <returns>null if it is met; otherwise why it is not met yet.</returns>
    /// <exception cref="NovaException">The condition cannot be checked.</exception>
    public abstract Task<string?> CheckAsync(ComputeClient client, NovaServer server, IClientLog log, CancellationToken cancellation);

    private static bool Has(string? text, string kind) => text?.StartsWith(kind, StringComparison.OrdinalIgnoreCase) == true;

    private static int? ReadPort(string text) =>
        int.TryParse(text.Substring(Tcp.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port : null;
}
