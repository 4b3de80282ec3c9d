namespace NovaPS.Client.Operations;

/// <summary>The result of a check of the evidence. If the cloud does not show it, the result is Unknown, never No.</summary>
internal enum Judgment
{
    Unknown,
    No,
    Yes,
}
