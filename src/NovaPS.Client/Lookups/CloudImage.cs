namespace NovaPS.Client.Lookups;

/// <summary>An image of Glance.</summary>
/// <param name="Id">The id, a UUID.</param>
/// <param name="Name">The name, which several images can have; null if it has none, or was not looked up.</param>
/// <param name="Status">The status, such as active or queued; null if it was not looked up.</param>
internal sealed record CloudImage(string Id, string? Name = null, string? Status = null);
