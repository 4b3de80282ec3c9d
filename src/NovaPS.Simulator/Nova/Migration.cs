namespace NovaPS.Simulator.Nova;

/// <summary>A resize, with the flavors before and after it.</summary>
internal sealed class Migration
{
    public Migration(Instance server, Flavor to)
    {
        VmState = server.VmState == "stopped" ? "stopped" : "active";
        From = new Flavor(server.FlavorId, server.FlavorName, 1, 64, 1);
        To = to;
    }

    /// <summary>The vm_state before the resize.</summary>
    public string VmState { get; }

    public Flavor From { get; }

    public Flavor To { get; }

    /// <summary>Whether it can be confirmed or reverted.</summary>
    public bool IsFinished { get; private set; }

    public Migration Finished() => With(isFinished: true);

    public Migration Ending() => With(isFinished: false);

    private Migration With(bool isFinished)
    {
        var copy = (Migration)MemberwiseClone();
        copy.IsFinished = isFinished;
        return copy;
    }
}
