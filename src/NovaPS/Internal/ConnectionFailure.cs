using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Internal;

/// <summary>The work of a connection that met an error which every other request would meet too.</summary>
/// <param name="connection">The connection; null: there is none.</param>
/// <param name="error">The first error.</param>
/// <param name="input">What the user gave, for which it came.</param>
internal sealed class ConnectionFailure(NovaConnection? connection, NovaException error, object? input)
{
    public NovaConnection? Connection { get; } = connection;

    public object? Input { get; } = input;

    /// <summary>The inputs for which nothing was sent.</summary>
    public List<object?> NotSent { get; } = [];

    /// <summary>The errors of the other inputs that a request was sent for, or that were waited for.</summary>
    public List<(NovaException Error, object? Target)> Others { get; } = [];

    /// <summary>How many requests were answered so.</summary>
    public int Refused { get; set; }

    /// <summary>How many servers were waited for.</summary>
    public int Waited { get; set; }

    /// <summary>The first error, for the connection as a whole.</summary>
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
