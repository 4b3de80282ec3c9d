namespace NovaPS.Client.Operations;

/// <summary>The goal of an operation.</summary>
internal enum OperationGoal
{
    /// <summary>The action is accepted.</summary>
    Accepted,

    /// <summary>The action is completed.</summary>
    Done,

    /// <summary>The server has a status (Operation.Status).</summary>
    Status,

    /// <summary>No task is in progress on the server.</summary>
    Idle,

    /// <summary>The server is deleted.</summary>
    Gone,

    /// <summary>The response to the request is predicted, and nothing is sent (-WhatIf).</summary>
    Preview,
}
