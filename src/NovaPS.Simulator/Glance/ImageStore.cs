using System;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Simulator.Glance;

/// <summary>The images of the cloud: the default image of its servers, and what is added.</summary>
internal sealed class ImageStore
{
    /// <summary>The id of the default image.</summary>
    public const string DefaultId = "f5f88875-e6bb-4701-93be-d7af5172a48d";

    private readonly object _gate = new();
    private readonly List<Image> _images = [new(DefaultId, "debian-12", null, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))];

    public void Add(Image image)
    {
        lock (_gate)
            _images.Add(image);
    }

    /// <summary>Returns the images that a project can see, the newest first, as Glance lists them.</summary>
    public List<Image> All(string? projectId)
    {
        lock (_gate)
            return [.. _images.Where(i => i.ProjectId is null || i.ProjectId == projectId).OrderByDescending(i => i.Created)];
    }

    public bool Has(string id)
    {
        lock (_gate)
            return _images.Exists(i => string.Equals(i.Id, id, StringComparison.OrdinalIgnoreCase));
    }
}
