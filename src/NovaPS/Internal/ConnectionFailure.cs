using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Internal;

/// <summary>An error that affects every request of a connection, with the inputs that it affected.</summary>
/// <param name="connection">The connection; null if there is no default.</param>
/// <param name="error">The first error.</param>
/// <param name="input">The input that got it.</param>
internal sealed class ConnectionFailure(NovaConnection? connection, NovaException error, object? input)
{
    public NovaConnection? Connection { get; } = connection;

    public object? Input { get; } = input;

    /// <summary>The inputs that were not sent.</summary>
    public List<object?> NotSent { get; } = [];

    /// <summary>The errors of the other inputs that were sent or waited for.</summary>
    public List<(NovaException Error, object? Target)> Others { get; } = [];

    /// <summary>How many requests got the error.</summary>
    public int Refused { get; set; }

    /// <summary>How many servers were waited for.</summary>
    public int Waited { get; set; }

    /// <summary>Returns the first error, with the counts of the affected inputs.</summary>
    public NovaException ToException()
    {
        if (Connection is not null)
            error.For("use", "connection '" + Connection.Name + "'");
        if (Waited > 0)
            error.Note(OutcomeText.StillWaitedFor(Waited));
        if (Refused > 1)
            error.Note(Refused + " requests got this response.");
        if (NotSent.Count > (Refused + Waited == 0 ? 1 : 0))
            error.Note(OutcomeText.NotSent(NotSent.Count));
        error.NotSent = NotSent.Where(n => n is not null).ToArray()!;
        return error;
    }
}
