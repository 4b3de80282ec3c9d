using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Lookups;

/// <summary>Finds projects by id or name.</summary>
internal static class ProjectLookup
{
    private static readonly NameChoice<KeyValuePair<string, string>> Choice = new("project", "-Project", p => p.Key, p => p.Value,
        "Check the name, or specify the id of the project.");

    /// <summary>Finds the ids of the projects that an id, a name or a name with wildcards selects: at least one.</summary>
    /// <exception cref="NovaException">NovaResourceNotFound, with the nearest name; or NovaForbidden for others than administrators.
    /// </exception>
    public static async Task<List<string>> SelectAsync(ComputeClient client, string given, IClientLog log, CancellationToken cancellation)
    {
        var own = client.Tokens.Current;
        var ownId = own.ProjectId ?? client.Connection?.ProjectId;
        if (ownId is not null && (given == ownId || string.Equals(given, own.ProjectName, StringComparison.OrdinalIgnoreCase)))
            return [ownId];
        if (client.Tokens.Keystone is not { } keystone)
        {
            // Without Keystone only an id can be used, and Nova decides whether the user may.
            return ToId(given) is { } id ? [id] : throw Choice.NotFound(given, []).Note(
                "Names of projects cannot be looked up, because a connection from a token has no Keystone.");
        }

        var token = await client.Tokens.GetAsync(log, cancellation).ConfigureAwait(false);
        try
        {
            return await SelectAsync(keystone, token, given, log, cancellation).ConfigureAwait(false);
        }
        catch (NovaException e) when (e.StatusCode == 403)
        {
            e.Remedy = await RemedyAsync(keystone, token, given, log, cancellation).ConfigureAwait(false);
            throw e.For("filter by", "-Project");
        }
    }

    /// <summary>
    /// Lists the names of all projects, which only administrators can do; for others, those of their own projects. Without Keystone, there
    /// are none.
    /// </summary>
    public static async Task<List<string>> ListNamesAsync(ComputeClient client, IClientLog log, CancellationToken cancellation)
    {
        if (client.Tokens.Keystone is not { } keystone)
            return [];
        var token = await client.Tokens.GetAsync(log, cancellation).ConfigureAwait(false);
        try
        {
            return [.. (await keystone.ListNamesAsync(IdentityKind.Project, null, token, log, cancellation).ConfigureAwait(false)).Values];
        }
        catch (NovaException e) when (e.StatusCode == 403)
        {
            return await keystone.ListProjectsAsync(token, log, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<string> RemedyAsync(KeystoneClient keystone, string token, string given, IClientLog log,
        CancellationToken cancellation)
    {
        const string Reason = "Only administrators can list the servers of other projects.";
        try
        {
            var projects = await keystone.ListProjectsAsync(token, log, cancellation).ConfigureAwait(false);
            return projects.Contains(given, StringComparer.OrdinalIgnoreCase)
                ? "Connect to the project with Connect-NovaProject -ProjectName " + RemedyCommand.Quote(given)
                    + ", or as an administrator."
                : Reason + " Your projects are: " + NameList.Of(projects) + ".";
        }
        catch (NovaException e)
        {
            // It must not hide why the project cannot be looked up.
            log.Verbose("Your own projects could not be listed: " + e.Message);
            return Reason;
        }
    }

    /// <summary>Returns the id as Keystone writes it: 32 hexadecimal digits in lower case; null if the text is not an id.</summary>
    private static string? ToId(string text) =>
        Guid.TryParseExact(text, "N", out var id) || Guid.TryParseExact(text, "D", out id) ? id.ToString("N") : null;

    private static async Task<List<string>> SelectAsync(KeystoneClient keystone, string token, string given, IClientLog log,
        CancellationToken cancellation)
    {
        if (ToId(given) is { } id)
        {
            try
            {
                await keystone.ReadNameAsync(IdentityKind.Project, id, token, log, cancellation).ConfigureAwait(false);
                return [id];
            }
            catch (NovaException e) when (e.StatusCode == 404)
            {
                // It may be a name that has the form of an id.
            }
        }

        var found = await KeystoneLookup.FindAsync(keystone, IdentityKind.Project, Choice, given, token, log, cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(p => p.Key);
    }
}
