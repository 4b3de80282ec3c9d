using System.Linq;
using NovaPS.Client.Updates;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <summary>A cmdlet that changes properties of servers, and writes each server as it is after the change.</summary>
public abstract class ServerUpdateCmdlet : ServerRequestCmdlet
{
    private CommandProgress? _progress;

    /// <summary>The operation in prompts and errors, such as "rename".</summary>
    private protected abstract string Verb { get; }

    /// <summary>The wanted properties, for the current input.</summary>
    private protected abstract ServerUpdate Update { get; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WaitForPending();
        BeforeEnd();
        base.EndProcessing();
    }

    private protected override void BeforeEnd()
    {
        Show(_progress?.Finish());
        _progress = null;
    }

    private protected override void Tick() => Show(_progress?.Next([]));

    private protected override void Process(ServerTarget target)
    {
        WarnOfThrottleLimit(target.Connection);
        var (isWhatIf, name) = (IsWhatIf, "server " + target.Describe());
        if (!isWhatIf && !ShouldProcess(name, Verb))
            return;
        var updater = new ServerUpdater(target.Connection.Client!, Update, Dispatcher);
        if (!isWhatIf)
            (_progress ??= new CommandProgress("Changing servers", "changed")).Added();
        Send(target, async cancellation =>
        {
            if (isWhatIf)
            {
                var (server, changes) = await updater.PlanAsync(target.Id, cancellation).ConfigureAwait(false);
                return () => ShouldProcess(Verb + " server " + NovaServer.Describe(server.Id, server.Name) + ": " + (changes.Count == 0
                    ? "no request, because nothing would change" : string.Join("; ", changes.Select(c => c.ToString()))) + ".", null, null);
            }

            var changed = await updater.ApplyAsync(target.Id, cancellation).ConfigureAwait(false);
            return () =>
            {
                _progress?.Done();
                WriteObject(changed);
            };
        }, e =>
        {
            _progress?.Failed();
            e.For(Verb, name);
        });
    }
}
