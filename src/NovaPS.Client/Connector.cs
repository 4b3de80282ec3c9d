using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Errors;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client;

/// <summary>Opens connections.</summary>
internal static class Connector
{
    /// <summary>The longest part of a project's name in a derived name, in characters. Names in Keystone have at most 64.</summary>
    private const int MaxNameLength = 64;

    /// <summary>The default time limit of one request.</summary>
    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Creates a connection from an endpoint and a token. No request is sent.</summary>
    public static NovaConnection FromToken(string endpoint, string projectId, string token, Microversion? version, TimeSpan timeout,
        TlsOptions? tls, IClock clock, int maxConcurrency = HttpTransport.DefaultMaxConcurrency, ProxyOptions? proxy = null)
    {
        var uri = ComputeEndpoint.Parse(ComputeEndpoint.Expand(endpoint, projectId, null), projectId);
        var transport = new HttpTransport(timeout, clock,
            new TransportOptions { Tls = tls, Proxy = proxy, MaxConcurrency = maxConcurrency });
        transport.Redactor.AddToken(token);
        var client = new ComputeClient(transport, new TokenProvider(token, clock), uri, clock, version);
        return new NovaConnection(client, projectId, DeriveName(projectId, uri));
    }

    /// <summary>Logs in to Keystone, and opens a connection.</summary>
    public static async Task<NovaConnection> LogInAsync(
        ConnectRequest request, IClock clock, IClientLog log, CancellationToken cancellation)
    {
        var (transport, keystone) = CreateClients(request, clock);
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
                // This also revokes the token after Ctrl+C.
                await tokens.RevokeQuietlyAsync(log).ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e)
        {
            // The message may have names of regions and projects from successful responses, which the transport does not redact.
            (e as NovaException)?.Redact(transport.Redactor);
            transport.Dispose();
            keystone.Dispose();
            throw;
        }
    }

    /// <summary>Creates the clients of Nova and Keystone.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: a certificate file cannot be used.</exception>
    public static (HttpTransport Nova, KeystoneClient Keystone) CreateClients(ConnectRequest request, IClock clock)
    {
        var redactor = new SecretRedactor();
        // A server can know a secret from an earlier login, and repeat it before it is sent.
        foreach (var secret in request.Credential.Secrets)
            redactor.AddPassword(secret);
        HttpTransport CreateTransport(int maxConcurrency, int otherConcurrency) => new(request.RequestTimeout, clock, new TransportOptions
        {
            Tls = request.Tls,
            Proxy = request.Proxy,
            MaxConcurrency = maxConcurrency,
            OtherConcurrency = otherConcurrency,
            Redactor = redactor,
        });
        var (nova, login) = (request.MaxConcurrency, KeystoneClient.MaxConcurrency);
        // Separate transports, so that a Retry-After from Nova does not delay a token renewal, or vice versa.
        return (CreateTransport(nova, login), new KeystoneClient(CreateTransport(login, nova), request.AuthUrl));
    }

    private static async Task<NovaConnection> OpenAsync(
        ConnectRequest request, HttpTransport transport, TokenProvider tokens, IClock clock, IClientLog log, CancellationToken cancellation)
    {
        var token = tokens.Current;
        if (token.ProjectId is null)
            throw await NoProjectAsync(tokens, log, cancellation).ConfigureAwait(false);
        var chosen = ChooseEndpoint(request, token);
        var uri = await ComputeEndpoint.DiscoverAsync(transport, chosen.Url!, token.ProjectId, log, cancellation).ConfigureAwait(false);
        var client = new ComputeClient(transport, tokens, uri, clock, request.Microversion)
        {
            Services = new CatalogServices(request, chosen.Region),
        };
        await client.Versions.NegotiateAsync(log, cancellation).ConfigureAwait(false);
        // After Ctrl+C the command cannot return the connection, so it must not stay open.
        cancellation.ThrowIfCancellationRequested();
        return new NovaConnection(client, token.ProjectId,
            request.Name ?? DeriveName(token.ProjectName ?? token.ProjectId, request.AuthUrl))
        {
            Login = request.Credential.Method + " " + token.UserId,
            UserName = token.UserName ?? request.Credential.UserName,
            ProjectName = token.ProjectName,
            Region = chosen.Region,
        };
    }

    /// <summary>Returns the compute endpoint: the one in the request, which has no interface, or the one from the catalog.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the catalog has no matching endpoint, or several.</exception>
    public static CatalogEndpoint ChooseEndpoint(ConnectRequest request, KeystoneToken token)
    {
        var chosen = request.Endpoint is { } named ? new CatalogEndpoint { Url = named, Region = request.Region }
            : ServiceCatalog.Choose(token, request);
        if (chosen.Interface is not null && !request.AllowHttpEndpoint)
            ComputeEndpoint.RefuseHttp(chosen.Url!, request.AuthUrl);
        return new CatalogEndpoint
        {
            ServiceType = chosen.ServiceType,
            ServiceName = chosen.ServiceName,
            Interface = chosen.Interface,
            Region = chosen.Region,
            Url = ComputeEndpoint.Expand(chosen.Url!, token.ProjectId!, token.UserId),
        };
    }

    /// <summary>Creates the error for a token without a project. It lists the projects that the user can choose.</summary>
    public static async Task<NovaException> NoProjectAsync(TokenProvider tokens, IClientLog log, CancellationToken cancellation)
    {
        try
        {
            var projects = await tokens.Keystone!.ListProjectsAsync(tokens.Current.Value, log, cancellation).ConfigureAwait(false);
            return projects.Count > 0
                ? NoProject("; the user has a role in: " + NameList.Of(projects), "Choose one with -ProjectName.")
                : NoProject("; the user has no role in any project", "Ask an administrator for a role in a project.");
        }
        catch (NovaException)
        {
            return NoProject(string.Empty, "Choose one with -ProjectName or -ProjectId.");
        }
    }

    /// <summary>Adds the operation to the error, and a note if Keystone does not report the cause.</summary>
    public static NovaException Explain(NovaException e, ConnectRequest? request)
    {
        // Nothing was sent, so the error is about the input.
        if (e.Attempts == 0)
            return e;
        // Keystone sends the same message for a wrong user, password, domain or project, and for a missing role.
        if (e is { ErrorId: NovaErrorId.NovaUnauthorized, StatusCode: 401 } && e.Reason.Contains("requires authentication"))
            e.Note("Keystone does not report the cause. Check the user, password," + (request?.Credential is PasscodeCredential
                ? " passcode," : string.Empty) + " domain and project, and that the user has a role in the project.");
        var isKeystone = e.Path?.EndsWith("/auth/tokens", StringComparison.Ordinal) == true
            && e.ErrorId != NovaErrorId.NovaEndpointNotFound;
        if (isKeystone && !e.HasRemedy && e.ErrorId is (NovaErrorId.NovaBadRequest or NovaErrorId.NovaRequestRefused))
            e.Remedy = "Check the scheme, host and port of -AuthUrl (auth_url, OS_AUTH_URL).";
        return e.For("connect" + (isKeystone && request is not null ? DescribeTarget(request) : string.Empty));
    }

    /// <summary>Describes the login for messages: " to http://keystone:5000/v3 as demo for project web".</summary>
    public static string DescribeTarget(ConnectRequest request) => " to " + request.AuthUrl.AbsoluteUri + " " + request.Credential.Subject
        + ((request.Scope?.Name ?? request.Scope?.Id) is { } project ? " for project " + project : string.Empty);

    private static NovaException NoProject(string which, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, "the token is not for a project, and servers belong to projects"
            + which) { Remedy = remedy };

    /// <summary>PROJECT@HOST: the project's name, or the first eight characters of its id.</summary>
    private static string DeriveName(string project, Uri url) =>
        (project.Length == 32 && Guid.TryParseExact(project, "N", out _) ? project.Substring(0, 8)
            : DisplayText.Cut(project, MaxNameLength)) + "@" + url.Host;
}
