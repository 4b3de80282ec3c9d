using System;

namespace NovaPS.Simulator.Nova;

/// <summary>The flavors of the cloud. A server can be added with another flavor, but not resized to it.</summary>
internal static class Flavors
{
    public static Flavor[] All { get; } =
    [
        new("1", "m1.tiny", 1, 512, 1),
        new("2", "m1.small", 1, 2048, 20),
        new("42", "m1.nano", 1, 64, 1),
        new("99", "m1.huge", 2000, 900000, 1),
    ];

    /// <summary>The size of servers with another flavor.</summary>
    public static Flavor Smallest { get; } = All[2];

    public static Flavor? Find(string? id) => Array.Find(All, flavor => flavor.Id == id);

    /// <summary>Whether the flavor is larger than the host.</summary>
    public static bool FitsNowhere(string? id) => Find(id) is { Vcpus: > 64 };
}
