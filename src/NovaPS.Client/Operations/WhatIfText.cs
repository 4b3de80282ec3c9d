using NovaPS.Client.Errors;

namespace NovaPS.Client.Operations;

/// <summary>
/// Formats the message of -WhatIf: the request, the state, and the predicted response. The prediction cannot include the policy: Nova
/// checks it only when it handles the action.
/// </summary>
internal static class WhatIfText
{
    private const string Idempotent = "nothing to do, which -Idempotent treats as a success";

    public static string Of(TrackedOperation tracked, WhatIfPreview preview)
    {
        var (action, server) = (tracked.State.Action!, tracked.State.Row?.Server);
        var state = server is null ? "it does not exist" : "it is " + server.Status
            + (server.TaskState is null ? string.Empty : " (" + server.TaskState + ")")
            + (server.Locked == true ? ", locked" + (server.LockedReason is null ? string.Empty : " (" + server.LockedReason + ")")
                : string.Empty);
        var request = action.Choices.Count > 0 ? "no request" : action.Method + " " + action.Path(tracked.ServerId)
            + (action.Key is null ? string.Empty : " " + action.Body(tracked.State.Arguments, isForDisplay: true))
            + (tracked.State.Then is { } next ? ", then " + next.Body() : string.Empty);
        return request + "; " + state + ": " + Judge(tracked.State, preview) + ".";
    }

    /// <summary>The preview of a deletion with -Idempotent, for a name that no server has.</summary>
    public static string OfMissing => "no request; it does not exist: " + Idempotent;

    private static string Judge(Operation state, WhatIfPreview preview) => preview switch
    {
        WhatIfPreview.AlreadySatisfied when state.IsIdempotent => Idempotent,
        _ when state.Action!.Choices.Count > 0 => "the action requires " + NameList.Or(state.Action.Origins),
        WhatIfPreview.AlreadySatisfied when state.Action!.Repeat == RepeatEffect.NoChange =>
            "the cloud would accept it, and nothing would change",
        WhatIfPreview.AlreadySatisfied => state.Row!.TaskState is null ? "the cloud would refuse it (409, wrong state)"
            : "the cloud would refuse it (409, busy)",
        WhatIfPreview.Accepts => "the cloud would accept it, if your role allows it",
        WhatIfPreview.RefusesLocked => "the cloud would refuse it (409, locked), unless you are an administrator",
        WhatIfPreview.RefusesBusy => "the cloud would refuse it (409, busy)",
        WhatIfPreview.RefusesState => "the cloud would refuse it (409, wrong state)",
        _ => "the cloud does not show enough to predict its response",
    };
}
