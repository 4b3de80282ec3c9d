using System;
using System.Management.Automation;
using System.Security;
using NovaPS.Client;
using NovaPS.Completers;
using NovaPS.Parameters;
using NovaPS.Simulator;

namespace NovaPS.Commands.Abstractions;

/// <summary>
/// A cmdlet with the parameters that specify a cloud, and one parameter set for each way to connect. No attribute validates them: if
/// binding failed, the previous connection would stay the default, and the next command would act on the wrong cloud.
/// </summary>
public abstract partial class ConnectionParametersCmdlet : CancellableCmdlet
{
    private protected const string EnvironmentSet = "Environment";
    private protected const string CloudSet = "Cloud";
    private protected const string PasswordSet = "Password";
    private protected const string UserSet = "User";
    private protected const string ApplicationCredentialSet = "ApplicationCredential";
    private protected const string TokenSet = "Token";
    private protected const string EndpointSet = "Endpoint";
    private protected const string SimulatorSet = "Simulator";
    private protected const string ConnectionSet = "Connection";

    /// <summary>
    /// Specifies the name of a cloud in clouds.yaml. It is case-sensitive. secure.yaml and clouds-public.yaml are read with
    /// it; about_NovaPS_Connections describes where they are looked up. OS_* variables do not change its settings.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(CloudCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string Cloud { get; set; } = string.Empty;

    /// <summary>
    /// Specifies the URL of Keystone, with or without /v3 at its end, such as https://id.example:5000/v3. Keystone v2.0 is
    /// not supported: OpenStack removed it in 2018.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = PasswordSet)]
    [Parameter(Mandatory = true, ParameterSetName = UserSet)]
    [Parameter(Mandatory = true, ParameterSetName = ApplicationCredentialSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [AllowNull]
    [AllowEmptyString]
    public string AuthUrl { get; set; } = string.Empty;

    /// <summary>
    /// Specifies the user name and password, for example from Get-Credential. The user name contains no domain; specify
    /// that with -UserDomain. If you pass a name instead of a credential, you are prompted for the password. With -AuthUrl,
    /// you are prompted if the credential is missing. With -Cloud, it replaces the user and password in the files, so that
    /// the files need no secret.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Specifies the user by id, which needs no domain: the user of -Password or -Passcode, or the owner of the application
    /// credential.
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    public string? UserId { get; set; }

    /// <summary>
    /// Specifies the password of -UserName or -UserId, for example from <c>Read-Host -AsSecureString</c>.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = UserSet)]
    [AllowNull]
    public SecureString? Password { get; set; }

    /// <summary>
    /// Specifies the current passcode of an authenticator app (TOTP) as a SecureString, for a cloud that requires multi-factor
    /// authentication. A plain string, or a number of up to six digits, is accepted, and converted to a SecureString at once. It
    /// is sent together with the password, or alone if only -UserName or -UserId is specified. With -Cloud and the OS_*
    /// variables, it replaces passcode and OS_PASSCODE. It is used for one login: the connection is not renewed, and ends when
    /// its token expires.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [SecureStringTransformation(Digits = 6)]
    [AllowNull]
    public SecureString? Passcode { get; set; }

    /// <summary>
    /// Specifies an application credential: its id as the user name, and its secret as the password. With -UserName or
    /// -UserId, its name is the user name. It belongs to one project, so no project can be specified with it. With -Cloud
    /// and a name, the user is the one in the files.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(Mandatory = true, ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Credential]
    [AllowNull]
    public PSCredential? ApplicationCredential { get; set; }

    /// <summary>
    /// Specifies the user by name: the user of -Password or -Passcode, or the owner of the application credential. Specify the
    /// domain with -UserDomain.
    /// </summary>
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    public string? UserName { get; set; }

    /// <summary>
    /// Specifies the domain of the user, by name or id. The default is the domain named Default. 32 hexadecimal digits, or exactly
    /// 'default', are read as an id, everything else as a name.
    /// </summary>
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [PSDefaultValue(Help = "Default")]
    public string? UserDomain { get; set; }

    /// <summary>
    /// Specifies the domain of the user by id, whatever its format. It cannot be combined with -UserDomain.
    /// </summary>
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public string? UserDomainId { get; set; }

    /// <summary>
    /// Specifies the compute endpoint, an http or https URL without user, query or fragment: .../v2/{project_id},
    /// .../v2.1/{project_id} or .../v2.1. With -ProjectId and -Token, a bare https://host:port is completed to
    /// https://host:port/v2/{project_id}. With Keystone, it replaces the endpoint of the catalog; if it has no version,
    /// NovaPS reads its versions.
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
    /// Specifies a token as a SecureString, for example from <c>Read-Host -AsSecureString</c>. A plain string is accepted,
    /// and converted to a SecureString at once. NovaPS never shows it. With -Endpoint it is used as it is, so it must be
    /// scoped to the project. With -AuthUrl it is exchanged for a token of the project, which expires at the same time.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = EndpointSet)]
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [SecureStringTransformation]
    [AllowNull]
    public SecureString? Token { get; set; }

    /// <summary>
    /// Specifies the name of the project. Specify its domain with -ProjectDomain. It cannot be combined with -ProjectId.
    /// Without either, Keystone uses the user's default project, if there is one.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? ProjectName { get; set; }

    /// <summary>
    /// Specifies the id of the project. With -Endpoint and -Token it is required: it completes a bare endpoint, and
    /// identifies the connection. It cannot be combined with -ProjectName.
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
    /// Specifies the domain of the project of -ProjectName, by name or id. The default is the domain named Default. Ids and names are
    /// distinguished as with -UserDomain.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [PSDefaultValue(Help = "Default")]
    public string? ProjectDomain { get; set; }

    /// <summary>
    /// Specifies the domain of the project of -ProjectName by id, whatever its format. It cannot be combined with
    /// -ProjectDomain.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public string? ProjectDomainId { get; set; }

    /// <summary>
    /// Specifies the region whose compute endpoint is used. It is case-sensitive, and is needed only if the catalog, or the
    /// cloud in clouds.yaml, has several regions. It replaces OS_REGION_NAME.
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
    /// Specifies which endpoint of the catalog is used: public, internal or admin. The default is public. It replaces
    /// OS_INTERFACE, and the key interface in clouds.yaml.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [PSDefaultValue(Help = "public")]
    public string? Interface { get; set; }

    /// <summary>
    /// Specifies the microversion of the compute API, such as 2.79. The default is the highest one that the cloud supports and NovaPS
    /// was tested with (2.93). It applies to requests that read; actions use a microversion only if they require one. An endpoint
    /// under /v2 has no microversions: NovaPS detects that, reports it with -Verbose, and continues.
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
    /// Specifies a PEM file with certificates of certificate authorities. Only certificates that they signed are trusted.
    /// The default is the system's trust store.
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
    /// Accepts any certificate of the cloud. Anyone on the network path can read and change what is sent, including the
    /// password. Use it for tests only.
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
    /// Specifies how long a request can take, from 1 to 3600 seconds, including its response: a number of seconds, or a TimeSpan.
    /// The default is 60 seconds, or api_timeout in clouds.yaml. It applies to all requests of the connection. For each MB that
    /// is received, a response gets the same time again, up to ten times in total.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Parameter(ParameterSetName = SimulatorSet)]
    [DurationTransformation(1, 3600, IsCheckedLater = true)]
    [PSDefaultValue(Help = "60")]
    public TimeSpan RequestTimeout { get; set; } = Connector.DefaultRequestTimeout;

    /// <summary>Specifies a simulator from Start-NovaSimulator. The command logs in as its user demo.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SimulatorSet, ValueFromPipeline = true)]
    [AllowNull]
    public NovaSimulator? Simulator { get; set; }
}
