using System;
using System.Collections.Generic;

namespace NovaPS.Client.Filtering;

/// <summary>One condition for servers: its part of the query, if Nova filters by it, and its check of a row.</summary>
/// <param name="parameter">The parameter, such as -Tag.</param>
/// <param name="property">What a row must show so that it can be checked, such as tags.</param>
/// <param name="check">Checks a row; null if the row does not show the property.</param>
internal sealed class ServerCriterion(string parameter, string property, Func<NovaServer, bool?> check)
{
    /// <summary>
    /// The names and values for the query; empty if Nova does not filter by it. Nova ignores filters that the user or the microversion does
    /// not allow, so they only reduce the list.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Whether Nova lists other servers with it, such as deleted ones, and not only fewer.</summary>
    public bool IsScope { get; init; }

    /// <summary>Whether a row matches.</summary>
    /// <exception cref="NovaException">NovaProtocolError: the row does not show it, so none of the rows can be used.</exception>
    public bool Matches(NovaServer server) => check(server)
        ?? throw Mismatch(server, "shows no " + property + ", but " + parameter + " was specified");

    /// <summary>Creates the error for a row that does not match what was requested.</summary>
    public static NovaException Mismatch(NovaServer server, string problem) => new(NovaErrorId.NovaProtocolError,
        "the cloud did not filter as requested: server " + server + " " + problem
            + "; no servers are written, because an action could affect the wrong server");
}
