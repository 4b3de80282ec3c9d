using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;

namespace NovaPS.Internal;

/// <summary>
/// Finds servers by name, for one command. The first name costs one query, the second lists the project once; later names cost
/// nothing. A list that failed is not requested again: each later name has the same error, at once.
/// </summary>
internal sealed class NameResolver
{
    private readonly Dictionary<ComputeClient, Project> _projects = [];

    /// <summary>Finds the servers of a connection by a name.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="name">The name.</param>
    /// <param name="filter">The other filters, which are the same for all names of the command. The caller checks them again.</param>
    /// <param name="log">Receives decisions and traces.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<NameMatch<NovaServer>> FindAsync(
        ComputeClient client, NamePattern name, ServerFilter filter, IClientLog log, CancellationToken cancellation)
    {
        if (!_projects.TryGetValue(client, out var project))
            _projects.Add(client, project = new Project());
        if (project.Error is not null)
            throw project.Error.Copy();
        var isQuery = !project.WasQueried;
        // Brackets are often part of a name. Nova would leave out the server with that name, and the pattern would select others.
        var sent = name.HasSet ? filter.ToScope() : filter;
        try
        {
            if (isQuery)
            {
                project.WasQueried = true;
                sent = sent with { Name = name };
                return name.Select(await ServerLister.ReadAllAsync(client, sent, log, cancellation).ConfigureAwait(false), s => s.Name);
            }

            // At most two lists: with all conditions, and with those of the scope.
            if (!project.Lists.TryGetValue(sent.Criteria.Count, out var servers))
            {
                servers = new ServerNames(await ServerLister.ReadAllAsync(client, sent, log, cancellation).ConfigureAwait(false));
                project.Lists.Add(sent.Criteria.Count, servers);
            }

            return servers.Find(name);
        }
        catch (NovaException e)
        {
            // A 400 to the query is about this name only.
            if (!isQuery || e.ErrorId != NovaErrorId.NovaBadRequest)
                project.Error = e;
            throw e.Copy();
        }
    }

    /// <summary>Returns the servers that a command acts on.</summary>
    /// <exception cref="NovaException">
    /// No server has the name (NovaServerNotFound), or several have it (NovaServerNameAmbiguous). A pattern can match any number.
    /// </exception>
    public static IReadOnlyList<NovaServer> Demand(NameMatch<NovaServer> match, NamePattern name)
    {
        if (match.IsByPattern || match.Found.Count == 1)
            return match.Found;
        if (match.Found.Count == 0)
            throw NotFound(name, match.InAnotherCase);
        throw new NovaException(NovaErrorId.NovaServerNameAmbiguous, "is the name of " + match.Found.Count + " servers: "
            + DisplayText.List(match.Found.Select(s => s.Name == name.Name ? s.Id : s.Id + " ('" + s.Name + "')")))
        {
            Target = "'" + name.Name + "'",
            Remedy = match.Found.Select(s => s.Name).Distinct().Count() > 1
                ? "Specify the exact spelling of the name, or the id of the server." : Remedies.For(NovaErrorId.NovaServerNameAmbiguous),
        };
    }

    /// <param name="name">The name.</param>
    /// <param name="inAnotherCase">The server whose name differs only in case; null if there is none.</param>
    public static NovaException NotFound(NamePattern name, NovaServer? inAnotherCase = null)
    {
        var error = new NovaException(NovaErrorId.NovaServerNotFound, "was not found in the project")
        {
            Target = "server '" + name.Name + "'",
        };
        if (inAnotherCase is not null)
            error.Remedy = "Names are case-sensitive here. If you mean '" + inAnotherCase.Name + "' (" + inAnotherCase.Id
                + "), pass this name.";
        else if (name.IsData && new NamePattern(name.Text).IsPattern)
            error.Remedy = "A name from a property or a column is never a pattern. To use wildcards, pass the name as text, such as "
                + "$_.Name.";
        else if (name.Name != name.Name.Trim())
            error.Remedy = "Remove the white space at the start or the end of the name, such as with Trim().";
        else if (name.Name.IndexOf(',') >= 0)
            error.Remedy = "To specify several names, pass an array: web-01, web-02";
        else
            error.Recommend("Check the name; * in a name matches any text.", new("Get-NovaServer", HasServer: false));
        return error;
    }

    /// <summary>Adds to an error which server was looked up, and through which connection.</summary>
    public static void Describe(NovaException error, NamePattern name, NovaConnection connection) => error
        .For("look up", "server '" + name + "'").OnServer(null, name.IsPattern ? null : name.Name, connection: connection.Name);

    /// <summary>What was read from one connection.</summary>
    private sealed class Project
    {
        public bool WasQueried { get; set; }

        /// <summary>The lists of servers by the number of their conditions.</summary>
        public Dictionary<int, ServerNames> Lists { get; } = [];

        public NovaException? Error { get; set; }
    }

    /// <summary>All servers of a project, indexed by name.</summary>
    private sealed class ServerNames(List<NovaServer> servers)
    {
        private readonly ILookup<string, NovaServer> _byName =
            servers.ToLookup(s => s.Name ?? string.Empty, StringComparer.OrdinalIgnoreCase);

        public NameMatch<NovaServer> Find(NamePattern name)
        {
            var same = new[] { name.Text, name.Name }.Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(n => _byName[n]).ToList();
            return name.Select(same.Count > 0 || !name.IsPattern ? same : servers, s => s.Name);
        }
    }
}
