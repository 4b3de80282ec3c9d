namespace NovaPS.Client.Operations;

/// <summary>The predicted response to a request, based on a GET of the server. A GET shows neither policy nor quota.</summary>
internal enum WhatIfPreview
{
    /// <summary>The state is not shown completely.</summary>
    Unknown,
    Accepts,

    /// <summary>The server is in the target state or moving to it. With -Idempotent there is nothing to do.</summary>
    AlreadySatisfied,
    RefusesLocked,
    RefusesBusy,
    RefusesState,
}
