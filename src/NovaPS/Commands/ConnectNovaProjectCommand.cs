using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using NovaPS.Client;

namespace NovaPS.Commands;

/// <summary>
/// <para type="synopsis">Connects to a project of an OpenStack cloud.</para>
/// </summary>
/// <remarks>
/// POST /v3/auth/tokens of Keystone, then GET of Nova's version document; nothing at all with -Endpoint, -ProjectId and -Token.
/// </remarks>
[Cmdlet(VerbsCommunications.Connect, "NovaProject", DefaultParameterSetName = EnvironmentSet)]
[OutputType(typeof(NovaConnection))]
public sealed partial class ConnectNovaProjectCommand : CancellableCmdlet
{
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
            // A URL with a user in it has a password in it.
            ThrowTerminatingError(Describe(e), new[] { Cloud, AuthUrl, Endpoint }.FirstOrDefault(t => !string.IsNullOrEmpty(t) && !t!.Contains("@")));
        }
    }

    private NovaConnection Connect(ConnectionList list)
    {
        RefuseBoth(nameof(ProjectId), ProjectId, nameof(ProjectName), ProjectName, "project");
        RefuseBoth(nameof(ProjectDomainId), ProjectDomainId, nameof(ProjectDomain), ProjectDomain, "project's domain");
        RefuseBoth(nameof(UserDomainId), UserDomainId, nameof(UserDomain), UserDomain, "user's domain");
        RefuseBoth(nameof(UserId), UserId, nameof(UserName), UserName, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(ApplicationCredential), ApplicationCredential, "credential");
        if (ParameterSetName == ConnectionSet)
        {
            return list.Find(Connection!) ?? throw new NovaException(NovaErrorId.NovaNotConnected,
                "The connection " + Connection!.Name + " (" + Connection.Endpoint + ") is not open in this session.");
        }

        if (ParameterSetName == EndpointSet)
        {
            var pipe = new HttpPipe(TimeSpan.FromSeconds(RequestTimeout), SystemClock.Instance, OwnTls());
            return Connector.FromToken(Endpoint!, ProjectId!.Trim(), RevealToken(), PinnedVersion(), pipe, SystemClock.Instance);
        }

        var request = CreateRequest();
        request.Region = Region ?? request.Region;
        request.Interface = Interface ?? request.Interface;
        request.Endpoint = Endpoint ?? request.Endpoint;
        request.Microversion = PinnedVersion() ?? request.Microversion;
        request.Tls = OwnTls() ?? request.Tls;
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RequestTimeout)))
            request.RequestTimeout = TimeSpan.FromSeconds(RequestTimeout);
        return Await(() => Connector.LogInAsync(request, SystemClock.Instance, Queue, Cancellation));
    }

    private ConnectRequest CreateRequest()
    {
        if (ParameterSetName is EnvironmentSet or CloudSet)
            return ReadCloud();
        if (ParameterSetName == SimulatorSet)
        {
            var own = new PasswordCredential(null, Simulator!.UserName, DomainName.Parse("default"), SecureText.From(Simulator.GetPassword()));
            return new ConnectRequest(KeystoneClient.ParseAuthUrl(Simulator.AuthUrl), own) { Scope = new ProjectScope(Simulator.ProjectId, null, default), Name = "simulator" };
        }

        var authUrl = KeystoneClient.ParseAuthUrl(AuthUrl);
        var credential = GivenCredential(Domain(UserDomainId, UserDomain)) ?? ParameterSetName switch
        {
            UserIdSet => new PasswordCredential(UserId, null, default, Password!),
            TokenSet => new TokenCredential(SecureText.From(RevealToken())),
            _ => ByPassword(AskForCredential(), Domain(UserDomainId, UserDomain)),
        };
        return new ConnectRequest(authUrl, credential)
        {
            Scope = ProjectId is null && ProjectName is null ? null : new ProjectScope(ProjectId, ProjectName, Domain(ProjectDomainId, ProjectDomain)),
        };
    }

    private ConnectRequest ReadCloud()
    {
        var environment = new CloudEnvironment(ConnectEnvironment.Variables(), SessionState.Path.CurrentFileSystemLocation.ProviderPath);
        var settings = ParameterSetName == CloudSet ? environment.Find(Cloud, Region) : environment.FindCurrent(Region);
        settings.Overlay(ConnectEnvironment.Parameters(
            (ProjectId, "project_id", nameof(ProjectId)), (ProjectName, "project_name", nameof(ProjectName)),
            (Domain(ProjectDomainId, ProjectDomain, null).Id, "project_domain_id", nameof(ProjectDomain)),
            (Domain(ProjectDomainId, ProjectDomain, null).Name, "project_domain_name", nameof(ProjectDomain)),
            (Domain(UserDomainId, UserDomain, null).Id, "user_domain_id", nameof(UserDomain)),
            (Domain(UserDomainId, UserDomain, null).Name, "user_domain_name", nameof(UserDomain))));
        var isGiven = Credential is not null || ApplicationCredential is not null;
        var request = new CloudLogin(settings, environment.FullPath).CreateRequest(isGiven ? domain => GivenCredential(domain)! : null);
        foreach (var warning in settings.Warnings)
            WriteWarning(warning);
        if (request.Credential is ApplicationCredential && (ProjectId ?? ProjectName) is not null)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "An application credential is for its own project alone. Leave out -ProjectName and -ProjectId, or give -Credential.");
        return request;
    }

    private NovaCredential? GivenCredential(DomainName domain)
    {
        if (ApplicationCredential is { } application)
        {
            var isNamed = UserId is not null || UserName is not null;
            return new ApplicationCredential(isNamed ? null : application.UserName, application.UserName, UserId, UserName, domain, application.Password);
        }

        return Credential is null ? null : ByPassword(Credential, domain);
    }

    private static PasswordCredential ByPassword(PSCredential credential, DomainName domain) => new(null, credential.UserName, domain, credential.Password);

    private static DomainName Domain(string? id, string? text, string? other = "default") =>
        id is not null ? new DomainName(id, null) : (text ?? other) is { } named ? DomainName.Parse(named) : default;

    private PSCredential AskForCredential()
    {
        try
        {
            if (Host.UI.PromptForCredential("Connect-NovaProject", "User name and password for " + AuthUrl, null, string.Empty) is { } credential)
                return credential;
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            // Nobody is there to ask: the error below says what is missing.
        }

        throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "No credential was given. Give -Credential, -UserId and -Password, -ApplicationCredential or -Token.");
    }

    private TlsOptions? OwnTls()
    {
        if (!SkipCertificateCheck && CACertificate is null)
            return null;
        RefuseBoth(nameof(SkipCertificateCheck), SkipCertificateCheck ? "" : null, nameof(CACertificate), CACertificate, "trust");
        return new TlsOptions { SkipCheck = SkipCertificateCheck, CaFile = CACertificate is null ? null : GetUnresolvedProviderPathFromPSPath(CACertificate) };
    }

    private Microversion? PinnedVersion()
    {
        if (Microversion is null)
            return null;
        return Client.Microversion.TryParse(Microversion, out var version) ? version : throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
            "The microversion '" + Microversion + "' is none. Give one such as 2.79, or leave out -Microversion to let it be negotiated.");
    }

    private string RevealToken()
    {
        var token = SecureText.Reveal(Token!).Trim();
        if (token.Length == 0)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "The token is empty.");
        return token.All(c => c is > ' ' and <= '~') ? token
            : throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "The token has a character that no token has. Give the token alone, as Keystone wrote it.");
    }

    private static void RefuseBoth(string one, object? first, string other, object? second, string what)
    {
        if (first is not null && second is not null)
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid, "-" + one + " and -" + other + " both name the " + what + ". Give one of them.");
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
