using NovaPS.Client;

namespace NovaPS;

/// <summary>A flavor: the size of a server.</summary>
/// <remarks>Source: GET /flavors/detail of the compute API.</remarks>
public sealed class NovaFlavor
{
    /// <summary>Creates an empty flavor, for scripts that are tested without a cloud.</summary>
    public NovaFlavor()
    {
    }

    /// <summary>Creates a flavor for scripts that are tested without a cloud.</summary>
    /// <param name="id">The flavor's id.</param>
    /// <param name="name">The flavor's name.</param>
    public NovaFlavor(string id, string? name = null)
    {
        Id = id;
        Name = name;
    }

    /// <summary>The flavor's name, which is unique among the flavors that exist.</summary>
    public string? Name { get; set; }

    /// <summary>The flavor's id, a short text or a UUID.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The number of virtual CPUs.</summary>
    public int? VCpus { get; set; }

    /// <summary>The memory, in MiB.</summary>
    public int? RamMB { get; set; }

    /// <summary>The size of the root disk, in GiB; 0 if it is that of the image.</summary>
    public int? DiskGB { get; set; }

    /// <summary>The size of the ephemeral disk, in GiB; 0 for none.</summary>
    public int? EphemeralGB { get; set; }

    /// <summary>The size of the swap disk, in MiB; 0 for none.</summary>
    public int? SwapMB { get; set; }

    /// <summary>Whether all projects can use the flavor.</summary>
    public bool? IsPublic { get; set; }

    /// <summary>The description, from microversion 2.55 on.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// The extra specs, such as hw:cpu_policy, from microversion 2.61 on; null if the cloud does not show them.
    /// </summary>
    public NovaMetadata? ExtraSpecs { get; set; }

    /// <summary>The connection that the flavor was read through.</summary>
    public NovaConnection? Connection { get; set; }

    internal NovaFlavor Copy()
    {
        var copy = (NovaFlavor)MemberwiseClone();
        copy.ExtraSpecs = ExtraSpecs is null ? null : new NovaMetadata(ExtraSpecs);
        return copy;
    }

    /// <summary>The name, or the id if there is none.</summary>
    public override string ToString() => DisplayText.Clean(string.IsNullOrEmpty(Name) ? Id : Name!);
}
