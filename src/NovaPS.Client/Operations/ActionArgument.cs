



using NovaPS.Client.Compute;

namespace NovaPS.Client.Operations;

/// <summary>One member of an action's body.</summary>
/// <param name="Name">The name in the body, such as flavorRef.</param>
/// <param name="FixedJson">The constant JSON value; null if the caller specifies a text.</param>
/// <param name="IsRequired">Whether the caller must specify it.</param>
/// <param name="Since">The microversion that it requires; null for any.</param>
internal sealed record ActionArgument(string Name, string? FixedJson = null, bool IsRequired = false, Microversion? Since = null);
