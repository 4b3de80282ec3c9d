using System;

namespace NovaPS.Simulator.Glance;

/// <summary>An image.</summary>
/// <param name="id">The id, a UUID.</param>
/// <param name="name">The name, which several images can have.</param>
/// <param name="projectId">The project that can see it; null for a public image.</param>
/// <param name="created">When it was created.</param>
internal sealed class Image(string id, string name, string? projectId, DateTime created)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string? ProjectId { get; } = projectId;

    public DateTime Created { get; } = created;
}
