using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Parameters;

namespace NovaPS.Completers;

/// <summary>
/// Completes the names of servers, through -Connection or the default connection. The list is cached for a few seconds. Without a
/// connection, or if the cloud is slow, there are no completions.
/// </summary>
public sealed class ServerCompleter : IArgumentCompleter
{
    /// <summary>More completions would not be readable.</summary>
    private const int MaxShown = 200;

    /// <summary>Tests change it.</summary>
    internal static TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly ConditionalWeakTable<ComputeClient, Cache> Caches = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = WildcardPattern.Unescape(Completion.Unquoted(wordToComplete));
        var servers = Completion.Try(() => Find(Completion.FindClient(fakeBoundParameters, commandAst), typed), []);
        var named = servers.Where(s => s.Name is { Length: > 0 } name && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .ToList();
        // Names that several servers have, that look like an id, or that cannot be typed are completed by the id.
        var unclear = new HashSet<string>(named.GroupBy(s => s.Name!).Where(g => g.Count() > 1 || ServerProperties.ToUuid(g.Key) is not null
            || DisplayText.Clean(g.Key) != g.Key)
            .Select(g => g.Key), StringComparer.Ordinal);
        return named.OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase).ThenBy(s => s.Id, StringComparer.Ordinal).Select(s =>
            new CompletionResult(
                unclear.Contains(s.Name!) ? s.Id : Completion.Quote(NamePattern.Escape(s.Name!)), DisplayText.Show(s.Name!),
                    CompletionResultType.ParameterValue, DisplayText.Show(Describe(s))));
    }

    private static string Describe(NovaServer server) =>
        server.Name + ": " + server.Status + (server.TaskState is null ? string.Empty : " (" + server.TaskState + ")") + ", " + server.Id;

    private static IReadOnlyList<NovaServer> Find(ComputeClient? client, string typed)
    {
        if (client is null)
            return [];
        var cache = Caches.GetOrCreateValue(client);
        if (cache.Last is { } last && last.Covers(typed) && client.Clock.Elapsed - last.ReadAt < Freshness)
            return last.Servers;
        var query = new ServerFilter
        {
            Name = typed.Length == 0 ? null : new NamePattern(NamePattern.Escape(typed) + "*"),
            Limit = MaxShown,
        }.ToQuery();
        var page = SlowLists.Read(client, typeof(ServerCompleter), cancellation =>
            ServerApi.ListAsync(client, query, NoLog.Instance, cancellation));
        cache.Last = new Reading(typed, page.Rows, page.Next is null, client.Clock.Elapsed);
        return page.Rows;
    }

    /// <summary>The last list that was read through a connection.</summary>
    private sealed class Cache
    {
        public Reading? Last { get; set; }
    }

    /// <summary>The servers whose names begin with a text, at a point in time.</summary>
    private sealed class Reading(string typed, IReadOnlyList<NovaServer> servers, bool isWhole, TimeSpan readAt)
    {
        public IReadOnlyList<NovaServer> Servers { get; } = servers;

        public TimeSpan ReadAt { get; } = readAt;

        /// <summary>Whether it contains all servers whose names begin with a text.</summary>
        public bool Covers(string text) => text == typed || (isWhole && text.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
    }
}
