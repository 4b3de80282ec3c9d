using System.Management.Automation;
using System.Security;
using NovaPS.Client;
using NovaPS.Completers;
using NovaPS.Parameters;
using NovaPS.Simulator;

namespace NovaPS.Commands;

/// <content>
/// The parameters: one set for each way in. None is validated by an attribute: a value that binding refused would leave the
/// connection that was made before as the default, and the next line of the script would act there.
/// </content>
public sealed partial class ConnectNovaProjectCommand
{
    private const string EnvironmentSet = "Environment";
    private const string CloudSet = "Cloud";
    private const string PasswordSet = "Password";
    private const string UserSet = "User";
    private const string ApplicationCredentialSet = "ApplicationCredential";
    private const string TokenSet = "Token";
    private const string EndpointSet = "Endpoint";
    private const string SimulatorSet = "Simulator";
    private const string ConnectionSet = "Connection";

    /// <summary>
    /// <para type="description">A cloud of clouds.yaml, with secure.yaml and clouds-public.yaml.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(CloudCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string Cloud { get; set; } = string.Empty;

    /// <summary>
    /// <para type="description">Keystone's URL, with or without /v3.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = PasswordSet)]
    [Parameter(Mandatory = true, ParameterSetName = UserSet)]
    [Parameter(Mandatory = true, ParameterSetName = ApplicationCredentialSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [AllowNull]
    [AllowEmptyString]
    public string AuthUrl { get; set; } = string.Empty;

    /// <summary>
    /// <para type="description">User name and password. Asked for where it is left out; with -Cloud, instead of what the files say.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// <para type="description">The user by id, which needs no domain.</para>
    /// </summary>
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    public string? UserId { get; set; }

    /// <summary>
    /// <para type="description">The password of -UserName or -UserId.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = UserSet)]
    [AllowNull]
    public SecureString? Password { get; set; }

    /// <summary>
    /// <para type="description">Id and secret of an application credential; or its name and secret, with -UserName or -UserId.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(Mandatory = true, ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Credential]
    [AllowNull]
    public PSCredential? ApplicationCredential { get; set; }

    /// <summary>
    /// <para type="description">The user by name: with -Password, or whose application credential it is, where that is given by name.</para>
    /// </summary>
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    public string? UserName { get; set; }

    /// <summary>
    /// <para type="description">The domain of the user, by name or id. Without it: Default.</para>
    /// </summary>
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public string? UserDomain { get; set; }

    /// <summary>
    /// <para type="description">The domain of the user, by id, where a name could be taken for one.</para>
    /// </summary>
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public string? UserDomainId { get; set; }

    /// <summary>
    /// <para type="description">The compute endpoint: .../v2/{project_id}, .../v2.1/{project_id}, .../v2.1, or the bare https://host:port. With Keystone: instead of the catalog's.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Endpoint { get; set; }

    /// <summary>
    /// <para type="description">A token. A plain string is turned into a SecureString at once.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [SecureStringTransformation]
    [AllowNull]
    public SecureString? Token { get; set; }

    /// <summary>
    /// <para type="description">The project's name.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? ProjectName { get; set; }

    /// <summary>
    /// <para type="description">The project's id.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? ProjectId { get; set; }

    /// <summary>
    /// <para type="description">The domain of the project, by name or id. Without it: Default.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public string? ProjectDomain { get; set; }

    /// <summary>
    /// <para type="description">The domain of the project, by id, where a name could be taken for one.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public string? ProjectDomainId { get; set; }

    /// <summary>
    /// <para type="description">The region, where the catalog or the cloud has several.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>
    /// <para type="description">Which of the catalog's endpoints: public, internal or admin.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    public string? Interface { get; set; }

    /// <summary>
    /// <para type="description">The compute microversion to ask for, such as 2.79. Without it: the highest that the cloud has and NovaPS was tested with.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    public string? Microversion { get; set; }

    /// <summary>
    /// <para type="description">A PEM file with the only certificate authorities to trust.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    public string? CACertificate { get; set; }

    /// <summary>
    /// <para type="description">Trusts any certificate: whoever is on the way can read along.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>
    /// <para type="description">How long one request may take, in seconds.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    public int RequestTimeout { get; set; } = (int)Connector.DefaultRequestTimeout.TotalSeconds;

    /// <summary>
    /// <para type="description">Leaves the default connection as it is.</para>
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    public SwitchParameter NotDefault { get; set; }

    /// <summary>
    /// <para type="description">A simulator from Start-NovaSimulator.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = SimulatorSet, ValueFromPipeline = true)]
    [AllowNull]
    public NovaSimulator? Simulator { get; set; }

    /// <summary>
    /// <para type="description">An open connection that becomes the default.</para>
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionSet)]
    [AllowNull]
    public NovaConnection? Connection { get; set; }
}
