namespace NovaPS.Client.Compute;

/// <summary>What has a user and a project, whose names can be looked up.</summary>
internal interface IOwned
{
    string? UserId { get; }

    string? ProjectId { get; }

    string? User { set; }

    string? Project { set; }
}
