namespace NovaPS.Client.Operations;

/// <summary>Selects the action by the status of the server, for a command such as Resume-NovaServer.</summary>
internal static partial class OperationMachine
{
    /// <summary>The server as read before decides, if it can; its state may have changed since, which the cloud's refusal shows.</summary>
    private static (Operation, Step) Choose(Operation op) => op.Action!.Choose(op.Prior?.Status) is { } action
        ? Execute(op with { Action = action, Choice = op.Action }, Phase.Sending, new SendStep())
        : Execute(op with { Choice = op.Action }, Phase.Choosing, new ReadServerStep(true));

    private static (Operation, Step) OnStateRead(Operation op, Observation seen)
    {
        if (seen is Gone { Error: var error })
            return End(op, new FailedStep(NovaErrorId.NovaServerNotFound, error));
        if (seen is not ServerSeen { Row: var row })
            return OnReadFailed(op, seen);
        var choice = op.Choice!;
        op = op with { Row = row, IsKnown = true, LastError = null, ReadFailures = 0 };
        // After a refusal it is selected once more, and an action that was refused is not sent again.
        if (choice.Choose(row.Status) is { } action && !(op.Refusal is not null && action == op.Action))
            return Execute(op with { Action = action, Choice = op.Refusal is null ? choice : null, Refusal = null }, Phase.Sending,
                new SendStep());
        if (op.Refusal is null)
            op = op with { Action = choice };
        return op.IsIdempotent ? OnRefusalChecked(op, seen) : Refusal(op);
    }
}
