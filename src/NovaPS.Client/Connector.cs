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
    public static NovaConnection FromToken(string endpoint, string projectId, string token, string? name, TimeSpan timeout, IClock clock)
    {
        var uri = ComputeEndpoint.Parse(endpoint, projectId);
        var client = new ComputeClient(new HttpPipe(timeout, clock), new TokenSource(token, clock), uri, clock);
        return Open(client, new ConnectionDescription { Name = name ?? uri.Authority, ProjectId = projectId });
    }

    /// <summary>A connection by way of Keystone.</summary>
    public static async Task<NovaConnection> LogInAsync(
        ConnectRequest request, IClock clock, ICallObserver observer, CancellationToken cancellation)
    {
        var pipe = new HttpPipe(request.RequestTimeout, clock);
        try
        {
            var keystone = new KeystoneClient(pipe, request.AuthUrl);
            var token = await keystone.LogInAsync(request.Credential, request.Scope, observer, cancellation).ConfigureAwait(false);
            Uri uri;
            string? region = request.Region;
            if (request.Endpoint is { } endpoint)
            {
                uri = ComputeEndpoint.Parse(endpoint, token.ProjectId);
            }
            else
            {
                var chosen = ServiceCatalog.Choose(token, request.Region, request.Interface);
                uri = ComputeEndpoint.Parse(chosen.Url!, token.ProjectId);
                region = chosen.Region;
            }

            var tokens = new TokenSource(token, keystone, request.Credential, request.Scope, clock);
            return Open(new ComputeClient(pipe, tokens, uri, clock), new ConnectionDescription
            {
                Name = request.Name ?? request.AuthUrl.Host,
                UserName = token.UserName ?? request.Credential.UserName,
                ProjectId = token.ProjectId,
                ProjectName = token.ProjectName,
                Region = region,
            });
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    private static NovaConnection Open(ComputeClient client, ConnectionDescription description)
    {
        var connection = new NovaConnection(client, description);
        client.Connection = connection;
        return connection;
    }
}
