using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Updates;
using NovaPS.Simulator;

namespace NovaPS.Robustness.Matrix;

/// <summary>An update of a server that takes several requests, as Set-NovaServer sends them.</summary>
internal static class Updates
{
    /// <summary>The parts in the order of their requests, and whether a server has them.</summary>
    private static readonly (string Name, Func<NovaSimulatorServer, bool> IsApplied)[] Parts =
    [
        ("description", s => s.Description == "new"), ("metadata (added)", s => Entries(s).Contains("added")),
        ("metadata (old)", s => !Entries(s).Contains("old")), ("tag added", s => s.Tags.Contains("added")),
        ("tag old", s => !s.Tags.Contains("old")),
    ];

    private static readonly ServerUpdate Wanted = new()
    {
        SetsDescription = true,
        Description = "new",
        Metadata = new Dictionary<string, string?> { ["added"] = "1", ["old"] = null },
        AddedTags = ["added"],
        RemovedTags = ["old"],
    };

    /// <summary>Makes a server differ from the update in every part.</summary>
    public static NovaSimulatorServer Prepare(NovaSimulatorServer server)
    {
        server.Metadata["old"] = "1";
        server.Tags = ["old"];
        return server;
    }

    public static Task<NovaServer> ApplyAsync(ComputeClient client, string id, IClientLog log) =>
        new ServerUpdater(client, Wanted, log).ApplyAsync(id, CancellationToken.None);

    /// <summary>Compares what an update reports with the server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="error">The error; null for success.</param>
    public static IEnumerable<string> Check(NovaSimulatorServer server, NovaException? error)
    {
        foreach (var (name, isApplied) in Parts)
        {
            var isFailed = error?.Operation == "change the " + name + " of";
            var isReported = error is null || error.Notes.Contains("All changes were applied.")
                || error.Notes.Any(n => n.StartsWith("Applied: ", StringComparison.Ordinal)
                    && n.Split(". Not attempted: ")[0]["Applied: ".Length..].Split(", ").Contains(name));
            if (isReported && !isApplied(server))
                yield return name + " is reported as applied, and is not";
            if (!isReported && isApplied(server) && !(isFailed && error!.IsOutcomeUnknown))
                yield return name + " is applied, and is not reported: " + error!.Message;
        }
    }

    private static IDictionary Entries(NovaSimulatorServer server) => server.Metadata;
}
