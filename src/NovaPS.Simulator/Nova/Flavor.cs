namespace NovaPS.Simulator.Nova;

/// <summary>A size of servers.</summary>
internal sealed class Flavor(string id, string name, int vcpus, int ram, int disk)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public int Vcpus { get; } = vcpus;

    /// <summary>In MiB.</summary>
    public int Ram { get; } = ram;

    /// <summary>In GiB.</summary>
    public int Disk { get; } = disk;
}
