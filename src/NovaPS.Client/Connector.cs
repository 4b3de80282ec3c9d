using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Models;

namespace NovaPS.Client;

/// <summary>Opens connections.</summary>
internal static class Connector
{
    /// <summary>The time for one request, when nothing else is said.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>A connection from an endpoint and a token, as in the contract: nothing is sent.</summary>
    public static NovaConnection FromToken(string endpoint, string projectId, string token, Microversion? version, TimeSpan timeout,
        TlsOptions? tls, IClock clock, int maxConcurrency = HttpTransport.DefaultMaxConcurrency, ProxyOptions? proxy = null)
    {
        var uri = ComputeEndpoint.Parse(ComputeEndpoint.Expand(endpoint, projectId, null), projectId);
        var transport = new HttpTransport(timeout, clock, new TransportOptions { Tls = tls, Proxy = proxy, MaxConcurrency = maxConcurrency });
        var client = new ComputeClient(transport, new TokenProvider(token, clock), uri, clock, version);
        return Open(client, new ConnectionDescription { Name = DeriveName(projectId, uri), ProjectId = projectId });
    }

    /// <summary>A connection by way of Keystone.</summary>
    public static async Task<NovaConnection> LogInAsync(
        ConnectRequest request, IClock clock, IClientLog log, CancellationToken cancellation)
    {
        var redactor = new SecretRedactor();
        HttpTransport CreateTransport(int maxConcurrency, int others) => new(request.RequestTimeout, clock, new TransportOptions
        {
            Tls = request.Tls,
            Proxy = request.Proxy,
            MaxConcurrency = maxConcurrency,
            Others = others,
            Redactor = redactor,
        });
        var (nova, login) = (request.MaxConcurrency, KeystoneClient.MaxConcurrency);
        var transport = CreateTransport(nova, login);
        // Of its own: a Retry-After of Nova must not delay a renewal, nor the other way round.
        var keystone = new KeystoneClient(CreateTransport(login, nova), request.AuthUrl);
        try
        {
            var token = await keystone.LogInAsync(request.Credential, request.Scope, log, cancellation).ConfigureAwait(false);
            var tokens = new TokenProvider(token, keystone, request.Credential, request.Scope, clock);
            try
            {
                return await OpenAsync(request, transport, tokens, clock, log, cancellation).ConfigureAwait(false);
            }
            catch
            {
                // Also after Ctrl+C, which does not wait for it.
                await tokens.RevokeQuietlyAsync(log).ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e)
        {
            // Regions and projects came in successful responses.
            (e as NovaException)?.Redact(redactor);
            transport.Dispose();
            keystone.Dispose();
            throw;
        }
    }

    private static async Task<NovaConnection> OpenAsync(
        ConnectRequest request, HttpTransport transport, TokenProvider tokens, IClock clock, IClientLog log, CancellationToken cancellation)
    {
        var token = tokens.Current;
        if (token.ProjectId is null)
            throw await NoProjectAsync(tokens, log, cancellation).ConfigureAwait(false);
        var (url, region) = (request.Endpoint, request.Region);
        if (url is null)
        {
            var chosen = ServiceCatalog.Choose(token, request);
            (url, region) = (chosen.Url!, chosen.Region);
            if (!request.AllowHttpEndpoint)
                ComputeEndpoint.RefuseHttp(url, request.AuthUrl);
        }

        url = ComputeEndpoint.Expand(url, token.ProjectId, token.UserId);

        var uri = await ComputeEndpoint.DiscoverAsync(transport, url, token.ProjectId, log, cancellation).ConfigureAwait(false);
        var client = new ComputeClient(transport, tokens, uri, clock, request.Microversion);
        await client.Versions.NegotiateAsync(log, cancellation).ConfigureAwait(false);
        // Whoever pressed Ctrl+C gets no connection any more: it must not stay open.
        cancellation.ThrowIfCancellationRequested();
        return Open(client, new ConnectionDescription
        {
            Name = request.Name ?? DeriveName(token.ProjectName ?? token.ProjectId, request.AuthUrl),
            Login = request.Credential.Method + " " + token.UserId,
            UserName = token.UserName ?? request.Credential.UserName,
            ProjectId = token.ProjectId,
            ProjectName = token.ProjectName,
            Region = region,
        });
    }

    private static async Task<NovaException> NoProjectAsync(TokenProvider tokens, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var projects = await tokens.Keystone!.ListProjectsAsync(tokens.Current.Value, log, cancellation).ConfigureAwait(false);
            projects.Sort(StringComparer.Ordinal);
            return projects.Count > 0
                ? NoProject("; the user has a role in: " + DisplayText.List(projects), "Choose one with -ProjectName.")
                : NoProject("; the user has a role in none", "Ask an administrator for a role in a project.");
        }
        catch (NovaException)
        {
            return NoProject(string.Empty, "Choose one with -ProjectName or -ProjectId.");
        }
    }

    private static NovaException NoProject(string which, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, "the token is not for a project, and servers belong to projects"
            + which) { Remedy = remedy };

    /// <summary>PROJECT@HOST: the project's name, or the first eight characters of its id.</summary>
    private static string DeriveName(string project, Uri url) =>
        (project.Length == 32 && Guid.TryParseExact(project, "N", out _) ? project.Substring(0, 8) : project) + "@" + url.Host;

    private static NovaConnection Open(ComputeClient client, ConnectionDescription description)
    {
        var connection = new NovaConnection(client, description);
        client.Connection = connection;
        return connection;
    }
}
