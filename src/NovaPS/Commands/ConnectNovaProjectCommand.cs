using System;
using System.Management.Automation;
using System.Security;
using NovaPS.Client;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Connects to a project of an OpenStack cloud.</para>
/// </summary>
/// <remarks>POST /v3/auth/tokens of Keystone; nothing at all with -Endpoint, -ProjectId and -Token.</remarks>
[Cmdlet(VerbsCommunications.Connect, "NovaProject", DefaultParameterSetName = EnvironmentSet)]
[OutputType(typeof(NovaConnection))]
public sealed class ConnectNovaProjectCommand : CancellableCmdlet
{
    private const string EnvironmentSet = "Environment";
    private const string PasswordSet = "Password";
    private const string EndpointSet = "Endpoint";
    private const string SimulatorSet = "Simulator";
    private const string ConnectionSet = "Connection";

    /// <summary>
    /// <para type="description">The compute endpoint: .../v2/{project_id}, .../v2.1/{project_id}, .../v2.1, or the bare https://host:port.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [ValidateNotNullOrEmpty]
    public string Endpoint { get; set; } = string.Empty;

    /// <summary>
    /// <para type="description">A token for the project. A plain string is turned into a SecureString at once.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [SecureStringTransformation]
    [ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>
    /// <para type="description">Keystone's URL, with or without /v3.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = PasswordSet)]
    [ValidateNotNullOrEmpty]
    public string AuthUrl { get; set; } = string.Empty;

    /// <summary>
    /// <para type="description">User name and password.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = PasswordSet)]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// <para type="description">The project's name.</para>
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [ValidateNotNullOrEmpty]
    public string? ProjectName { get; set; }

    /// <summary>
    /// <para type="description">The project's id.</para>
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [ValidateNotNullOrEmpty]
    public string? ProjectId { get; set; }

    /// <summary>
    /// <para type="description">The domain of the user, by name or id.</para>
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [ValidateNotNullOrEmpty]
    public string UserDomain { get; set; } = "Default";

    /// <summary>
    /// <para type="description">The domain of the project, by name or id.</para>
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [ValidateNotNullOrEmpty]
    public string ProjectDomain { get; set; } = "Default";

    /// <summary>
    /// <para type="description">The region, where the catalog has several.</para>
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>
    /// <para type="description">Which of the catalog's endpoints: public, internal or admin.</para>
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [ValidateSet("public", "internal", "admin")]
    public string? Interface { get; set; }

    /// <summary>
    /// <para type="description">A simulator from Start-NovaSimulator.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = SimulatorSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public NovaSimulator? Simulator { get; set; }

    /// <summary>
    /// <para type="description">An open connection that becomes the default.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionSet)]
    [ValidateNotNull]
    public NovaConnection? Connection { get; set; }

    /// <summary>
    /// <para type="description">Leaves the default connection as it is.</para>
    /// </summary>
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    public SwitchParameter NotDefault { get; set; }

    /// <summary>
    /// <para type="description">How long one request may take, in seconds.</para>
    /// </summary>
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    [ValidateRange(1, 3600)]
    public int RequestTimeout { get; set; } = (int)Connector.DefaultRequestTimeout.TotalSeconds;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var list = ConnectionList.Of(this);
        // Whoever fails to connect must not act on the cloud that was connected before.
        if (!NotDefault)
            list.SetDefault(null);
        try
        {
            var connection = Connect(list);
            list.Add(connection);
            if (!NotDefault)
                list.SetDefault(connection);
            WriteObject(connection);
        }
        catch (NovaException e)
        {
            ThrowTerminatingError(Describe(e), AuthUrl.Length > 0 ? AuthUrl : Endpoint.Length > 0 ? Endpoint : null);
        }
    }

    private NovaConnection Connect(ConnectionList list)
    {
        switch (ParameterSetName)
        {
            case ConnectionSet:
                return list.Find(Connection!) ?? throw new NovaException(NovaErrorId.NovaNotConnected,
                    "The connection " + Connection!.Name + " (" + Connection.Endpoint + ") is not open in this session.");
            case EndpointSet:
                return Connector.FromToken(Endpoint, ProjectId!.Trim(), RevealToken(), null, TimeSpan.FromSeconds(RequestTimeout), SystemClock.Instance);
            default:
                var request = CreateRequest();
                request.RequestTimeout = TimeSpan.FromSeconds(RequestTimeout);
                request.Region = Region ?? request.Region;
                request.Interface = Interface ?? request.Interface;
                return Await(() => Connector.LogInAsync(request, SystemClock.Instance, Queue, Cancellation));
        }
    }

    private ConnectRequest CreateRequest()
    {
        if (ParameterSetName == EnvironmentSet)
            return new OpenStackEnvironment(Environment.GetEnvironmentVariable).Read();
        if (ParameterSetName == SimulatorSet)
        {
            var credential = new PasswordCredential(null, Simulator!.UserName, DomainName.Parse("default"), SecureStringTransformationAttribute.Secure(Simulator.GetPassword()));
            return new ConnectRequest(KeystoneClient.ParseAuthUrl(Simulator.AuthUrl), credential)
            {
                Scope = new ProjectScope(Simulator.ProjectId, null, default),
                Name = "simulator",
            };
        }

        if (ProjectId is not null && ProjectName is not null)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "-ProjectId and -ProjectName both name the project. Give one of them.");
        return new ConnectRequest(
            KeystoneClient.ParseAuthUrl(AuthUrl),
            new PasswordCredential(null, Credential!.UserName, DomainName.Parse(UserDomain), Credential.Password))
        {
            Scope = ProjectId is null && ProjectName is null ? null : new ProjectScope(ProjectId, ProjectName, DomainName.Parse(ProjectDomain)),
        };
    }

    private string RevealToken()
    {
        var token = new System.Net.NetworkCredential(string.Empty, Token).Password.Trim();
        foreach (var c in token)
        {
            if (c is <= ' ' or > '~')
                throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "The token has a character that no token has. Give the token alone, as Keystone wrote it.");
        }

        return token.Length > 0 ? token : throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "The token is empty.");
    }

    private static NovaException Describe(NovaException e)
    {
        if (e.StatusCode is not { } status)
            return e;
        // Keystone says the same of a wrong user, password, domain, project and of a missing role.
        var hint = e.ErrorId == NovaErrorId.NovaUnauthorized ? " Keystone does not say which: user, password, domain, project, or no role in the project." : string.Empty;
        return e.WithMessage("Cannot connect: " + e.Message.TrimEnd('.') + " (HTTP " + status + (e.RequestId is null ? ")." : ", " + e.RequestId + ").") + hint);
    }
}
