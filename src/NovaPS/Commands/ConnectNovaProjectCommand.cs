using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using NovaPS.Client;
using NovaPS.Client.Compute;
using NovaPS.Client.Configuration;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Commands.Abstractions;
using NovaPS.Completers;
using NovaPS.Internal;

namespace NovaPS.Commands;

/// <summary>Implements Connect-NovaProject.</summary>
/// <remarks>
/// POST /v3/auth/tokens of Keystone, then GET of Nova's version document; nothing at all with -Endpoint, -ProjectId and -Token.
/// </remarks>
[Cmdlet(VerbsCommunications.Connect, "NovaProject", DefaultParameterSetName = EnvironmentSet)]
[OutputType(typeof(NovaConnection))]
public sealed partial class ConnectNovaProjectCommand : CancellableCmdlet
{
    private const int MaxWarnings = 20;

    private ConnectRequest? _request;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var list = ConnectionList.Of(this);
        // Whoever fails to connect must not act on the cloud that was connected before.
        if (!NotDefault)
            list.BeginConnect();
        try
        {
            RefuseEmpty();
            var connection = Connect(list);
            var replaced = ParameterSetName == ConnectionSet ? null : list.Add(connection, Name?.Trim());
            if (!NotDefault)
                list.SetDefault(connection);
            if (replaced is not null)
                Replace(replaced);
            WriteObject(connection);
        }
        catch (NovaException e)
        {
            // A URL with a user or a query may have a password in it.
            ThrowTerminatingError(Describe(e), new[] { Cloud, AuthUrl, Endpoint }.FirstOrDefault(t =>
                !string.IsNullOrEmpty(t) && !t!.Contains("@") && !t.Contains("?")));
        }
    }

    private NovaConnection Connect(ConnectionList list)
    {
        RefuseBoth(nameof(ProjectId), ProjectId, nameof(ProjectName), ProjectName, "project");
        RefuseBoth(nameof(ProjectDomainId), ProjectDomainId, nameof(ProjectDomain), ProjectDomain, "project's domain");
        RefuseBoth(nameof(UserDomainId), UserDomainId, nameof(UserDomain), UserDomain, "user's domain");
        RefuseBoth(nameof(UserId), UserId, nameof(UserName), UserName, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(UserName), UserName, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(UserId), UserId, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(ApplicationCredential), ApplicationCredential, "credential");
        if (ParameterSetName == ConnectionSet)
        {
            return list.Find(Connection!) ?? throw list.NotOpen(Connection!);
        }

        if (ParameterSetName == EndpointSet)
        {
            return Connector.FromToken(
                Endpoint!, ProjectId!.Trim(), RevealToken(), PinnedVersion(), TimeSpan.FromSeconds(RequestTimeout), OwnTls(null),
                    SystemClock.Instance, MaxConcurrency, OwnProxy());
        }

        var request = _request = CreateRequest();
        if (request.Name == CloudEnvironment.UnnamedCloud)
            request.Name = null;
        request.Region = Region ?? request.Region;
        request.Interfaces = Interface is null ? request.Interfaces : [Interface];
        request.AllowHttpEndpoint = AllowHttpEndpoint;
        request.Proxy = OwnProxy();
        request.Endpoint = Endpoint ?? request.Endpoint;
        request.Microversion = PinnedVersion() ?? request.Microversion;
        request.Tls = OwnTls(request.Tls);
        request.MaxConcurrency = MaxConcurrency;
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RequestTimeout)))
            request.RequestTimeout = TimeSpan.FromSeconds(RequestTimeout);
        return Await(() => Connector.LogInAsync(request, SystemClock.Instance, Dispatcher, Cancellation));
    }

    /// <summary>The connection that was replaced is closed as soon as no command uses it.</summary>
    private void Replace(NovaConnection replaced)
    {
        WriteVerbose("Connection '" + replaced.Name + "' to " + replaced.Endpoint + " was replaced.");
        Await(async () =>
        {
            await replaced.Client!.RetireAsync(Dispatcher).ConfigureAwait(false);
            return true;
        });
    }

    private ConnectRequest CreateRequest()
    {
        if (ParameterSetName is EnvironmentSet or CloudSet)
            return ReadCloud();
        if (ParameterSetName == SimulatorSet)
        {
            return new ConnectRequest(KeystoneClient.ParseAuthUrl(Simulator!.AuthUrl), SimulatorCredential(Simulator))
            {
                Scope = new ProjectScope(Simulator.ProjectId, null, default),
                Name = "simulator",
            };
        }

        var authUrl = KeystoneClient.ParseAuthUrl(AuthUrl);
        var credential = GivenCredential(Domain(UserDomainId, UserDomain)) ?? ParameterSetName switch
        {
            UserSet => ByName(),
            PasswordSet when Passcode is not null && (UserId ?? UserName) is not null => ByName(),
            TokenSet => new TokenCredential(SecureText.From(RevealToken())),
            _ => AskForCredential(Domain(UserDomainId, UserDomain)),
        };
        return new ConnectRequest(authUrl, credential)
        {
            Scope = ProjectId is null && ProjectName is null ? null
                : new ProjectScope(ProjectId, ProjectName, Domain(ProjectDomainId, ProjectDomain)),
        };
    }

    private ConnectRequest ReadCloud()
    {
        var warnings = new List<string>();
        try
        {
            var environment = new CloudEnvironment(SessionSettings.Variables(), SessionState.Path.CurrentFileSystemLocation.ProviderPath,
                warnings, Cancellation);
            // A file may be on a server that does not respond.
            return Await(() => Task.FromResult(ReadCloud(environment)));
        }
        finally
        {
            // They may be what explains the error.
            foreach (var warning in Cancellation.IsCancellationRequested ? [] : warnings.Take(MaxWarnings))
                WriteWarning(warning);
            if (warnings.Count > MaxWarnings && !Cancellation.IsCancellationRequested)
                WriteWarning((warnings.Count - MaxWarnings) + " more warnings about the files.");
        }
    }

    private ConnectRequest ReadCloud(CloudEnvironment environment)
    {
        var settings = ParameterSetName == CloudSet ? environment.Find(Cloud, Region) : environment.FindCurrent(Region);
        var (projectDomain, userDomain) = (Domain(ProjectDomainId, ProjectDomain, null), Domain(UserDomainId, UserDomain, null));
        settings.Overlay(SessionSettings.Parameters(
            (ProjectId, "project_id", nameof(ProjectId)), (ProjectName, "project_name", nameof(ProjectName)),
            (projectDomain.Id, "project_domain_id", nameof(ProjectDomain)),
                (projectDomain.Name, "project_domain_name", nameof(ProjectDomain)),
            (userDomain.Id, "user_domain_id", nameof(UserDomain)), (userDomain.Name, "user_domain_name", nameof(UserDomain))));
        var isGiven = Credential is not null || ApplicationCredential is not null;
        var request = new CloudAuth(settings, environment.FullPath)
            .CreateRequest(isGiven ? domain => GivenCredential(domain, settings.Text("user_id"), settings.Text("username"))! : null,
                ReadPasscode());
        if (request.Credential is ApplicationCredential && (ProjectId ?? ProjectName) is not null)
            throw Invalid("an application credential is for its own project only",
                "Leave out -ProjectName and -ProjectId, or use -Credential.");
        return request;
    }

    private static DomainName Domain(string? id, string? text, string? other = "default") =>
        id is not null ? new DomainName(id, null) : (text ?? other) is { } named ? DomainName.Parse(named) : default;

    /// <summary>Whom to trust, as the parameters say; our own certificate stays that of the files.</summary>
    private TlsOptions? OwnTls(TlsOptions? read)
    {
        if (!SkipCertificateCheck && CACertificate is null)
            return read;
        if (SkipCertificateCheck && CACertificate is not null)
            throw Invalid("-SkipCertificateCheck trusts any certificate, so -CACertificate has no effect", "Use one of them.");
        return new TlsOptions
        {
            SkipCheck = SkipCertificateCheck,
            CaFile = CACertificate is null ? null : FullPath(CACertificate),
            CertificateFile = read?.CertificateFile,
            KeyFile = read?.KeyFile,
        };
    }

    private string FullPath(string path)
    {
        try
        {
            return GetUnresolvedProviderPathFromPSPath(path);
        }
        catch (Exception e) when (e is SessionStateException or ArgumentException or NotSupportedException)
        {
            throw Invalid("-CACertificate '" + path + "' is not a path: " + e.Message, "Pass the path of a PEM file.");
        }
    }

    private Microversion? PinnedVersion()
    {
        if (Microversion is null)
            return null;
        return Client.Compute.Microversion.TryParse(Microversion, out var version) ? version : throw Invalid(
            "'" + Microversion + "' is not a microversion", "Use one such as 2.79, or leave -Microversion out to negotiate it.");
    }

    /// <summary>
    /// What was given as nothing was meant to be something: an unset variable. It is refused here and not by an attribute, so that
    /// the connection that was made before is no default any more.
    /// </summary>
    private void RefuseEmpty()
    {
        foreach (var given in MyInvocation.BoundParameters)
        {
            if (given.Key == nameof(Connection) && given.Value is null)
                throw Invalid("-Connection is $null; did the preceding Connect-NovaProject fail?",
                    "Get-NovaConnection lists the open connections.");
            if (given.Value is null or NovaConnection { Name: "" } || (given.Value is string text && string.IsNullOrWhiteSpace(text)))
                throw Invalid("-" + given.Key + " is empty", "Pass a value, or leave the parameter out.");
        }

        if (Name is not null && (Name.IndexOfAny(['*', '?', '[', ']', '`']) >= 0 || Name.Any(char.IsControl)))
            throw Invalid("'" + Name + "' is not a connection name: it has a wildcard or a control character", "Pass another -Name.");
        if (Interface is not null && !InterfaceCompleter.Known.Contains(Interface, StringComparer.OrdinalIgnoreCase))
            throw Invalid("'" + Interface + "' is not an interface of a catalog", "Use public, internal or admin (-Interface).");
        if (RequestTimeout is < 1 or > 3600)
            throw Invalid("-RequestTimeout is out of range", "Pass a number of seconds from 1 to 3600.");
        if (MaxConcurrency is < 1 or > 1000)
            throw Invalid("-MaxConcurrency is out of range", "Pass a number from 1 to 1000.");
    }

    /// <summary>" to http://keystone:5000/v3 as demo for project web".</summary>
    private static string DescribeTarget(ConnectRequest? request) => request is null ? string.Empty
        : " to " + request.AuthUrl.AbsoluteUri + " " + request.Credential.Subject
            + ((request.Scope?.Name ?? request.Scope?.Id) is { } project ? " for project " + project : string.Empty);

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };

    private static void RefuseBoth(string one, object? first, string other, object? second, string what)
    {
        if (first is not null && second is not null)
            throw Invalid("-" + one + " and -" + other + " both specify the " + what, "Use one of them.");
    }

    private NovaException Describe(NovaException e)
    {
        // Nothing was sent: the reason is what was wrong with what was given.
        if (e.Attempts == 0)
            return e;
        // Keystone says the same of a wrong user, password, domain, project and of a missing role.
        if (e is { ErrorId: NovaErrorId.NovaUnauthorized, StatusCode: 401 } && e.Reason.Contains("requires authentication"))
            e.Note("Keystone does not say which is at fault: user, password," + (_request?.Credential is PasscodeCredential
                ? " passcode," : string.Empty) + " domain, project, or a missing role in the project.");
        var isKeystone = e.Path?.EndsWith("/auth/tokens", StringComparison.Ordinal) == true
            && e.ErrorId != NovaErrorId.NovaEndpointNotFound;
        return e.For("connect" + (isKeystone ? DescribeTarget(_request) : string.Empty));
    }
}
