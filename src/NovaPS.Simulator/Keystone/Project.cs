namespace NovaPS.Simulator.Keystone;

/// <summary>A project; all are in the domain Default.</summary>
internal sealed class Project(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; } = name;
}
