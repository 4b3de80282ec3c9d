using System;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client;

/// <summary>Opens connections.</summary>
internal static class Connector
{
    /// <summary>The time for one request, when nothing else is said.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>A connection from an endpoint and a token, as in the contract: nothing is sent.</summary>
    public static NovaConnection FromToken(string endpoint, string projectId, string token, Microversion? version, HttpPipe pipe, IClock clock)
    {
        var uri = ComputeEndpoint.Parse(endpoint, projectId);
        var client = new ComputeClient(pipe, new TokenSource(token, clock), uri, clock, version);
        return Open(client, new ConnectionDescription { Name = uri.Authority, ProjectId = projectId });
    }

    /// <summary>A connection by way of Keystone.</summary>
    public static async Task<NovaConnection> LogInAsync(
        ConnectRequest request, IClock clock, ICallObserver observer, CancellationToken cancellation)
    {
        var pipe = new HttpPipe(request.RequestTimeout, clock, request.Tls);
        try
        {
            var keystone = new KeystoneClient(pipe, request.AuthUrl);
            var token = await keystone.LogInAsync(request.Credential, request.Scope, observer, cancellation).ConfigureAwait(false);
            var tokens = new TokenSource(token, keystone, request.Credential, request.Scope, clock);
            try
            {
                return await OpenAsync(request, pipe, tokens, clock, observer, cancellation).ConfigureAwait(false);
            }
            catch (NovaException)
            {
                await tokens.RevokeQuietlyAsync(observer, cancellation).ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    private static async Task<NovaConnection> OpenAsync(
        ConnectRequest request, HttpPipe pipe, TokenSource tokens, IClock clock, ICallObserver observer, CancellationToken cancellation)
    {
        var token = tokens.Current;
        var (url, region) = (request.Endpoint, request.Region);
        if (url is null)
        {
            var own = token.Compute.Count > 0 ? null : await tokens.Keystone!.ListProjectsAsync(token.Value, observer, cancellation).ConfigureAwait(false);
            var chosen = ServiceCatalog.Choose(token, request.Region, request.Interface, own);
            (url, region) = (chosen.Url!, chosen.Region);
        }

        var uri = await ComputeEndpoint.DiscoverAsync(pipe, url, token.ProjectId, observer, cancellation).ConfigureAwait(false);
        var client = new ComputeClient(pipe, tokens, uri, clock, request.Microversion);
        await client.Versions.NegotiateAsync(observer, cancellation).ConfigureAwait(false);
        return Open(client, new ConnectionDescription
        {
            Name = request.Name ?? request.AuthUrl.Host,
            UserName = token.UserName ?? request.Credential.UserName,
            ProjectId = token.ProjectId,
            ProjectName = token.ProjectName,
            Region = region,
        });
    }

    private static NovaConnection Open(ComputeClient client, ConnectionDescription description)
    {
        var connection = new NovaConnection(client, description);
        client.Connection = connection;
        return connection;
    }
}
