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
using NovaPS.Completers;
using NovaPS.Internal;

namespace NovaPS.Commands.Abstractions;

/// <content>Reads the connection from the parameters, the files and the variables.</content>
public abstract partial class ConnectionParametersCmdlet
{
    private const int MaxWarnings = 20;

    /// <summary>The target of error records; null if it may contain a secret.</summary>
    private protected string? Given => new[] { Cloud, AuthUrl, Endpoint }.FirstOrDefault(t =>
        // The user or the query of a URL may contain a password.
        !string.IsNullOrEmpty(t) && !t!.Contains("@") && !t.Contains("?"));

    /// <summary>The settings of the cloud; null if only parameters specify it, or if they were not read.</summary>
    private protected CloudSettings? Settings { get; private set; }

    /// <summary>Receives the warnings about the files and variables.</summary>
    private protected virtual void Warn(string warning) => WriteWarning(warning);

    /// <exception cref="NovaException">NovaConnectInputInvalid: a parameter is empty, out of range, or contradicts another.</exception>
    private protected void ValidateParameters()
    {
        RefuseEmpty();
        RefuseBoth(nameof(ProjectId), ProjectId, nameof(ProjectName), ProjectName, "project");
        RefuseBoth(nameof(ProjectDomainId), ProjectDomainId, nameof(ProjectDomain), ProjectDomain, "project's domain");
        RefuseBoth(nameof(UserDomainId), UserDomainId, nameof(UserDomain), UserDomain, "user's domain");
        RefuseBoth(nameof(UserId), UserId, nameof(UserName), UserName, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(UserName), UserName, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(UserId), UserId, "user");
        RefuseBoth(nameof(Credential), Credential, nameof(ApplicationCredential), ApplicationCredential, "credential");
    }

    /// <summary>The connection of -Endpoint, -ProjectId and -Token. Nothing is sent.</summary>
    private protected NovaConnection FromToken(int maxConcurrency = HttpTransport.DefaultMaxConcurrency) => Connector.FromToken(
                Endpoint!, ProjectId!.Trim(), RevealToken(), PinnedVersion(), RequestTimeout, OwnTls(null),
                    SystemClock.Instance, maxConcurrency, OwnProxy());

    /// <summary>The login that the parameters, the files or the variables specify. Nothing is sent.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: they are incomplete, or contradict each other.</exception>
    private protected ConnectRequest ReadRequest()
    {
        var request = CreateRequest();
        if (request.Name == CloudEnvironment.UnnamedCloud)
            request.Name = null;
        request.Region = Region ?? request.Region;
        request.Interfaces = Interface is null ? request.Interfaces : [Interface];
        request.AllowHttpEndpoint = AllowHttpEndpoint;
        request.Proxy = OwnProxy();
        request.Endpoint = Endpoint ?? request.Endpoint;
        request.Microversion = PinnedVersion() ?? request.Microversion;
        request.Tls = OwnTls(request.Tls);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RequestTimeout)))
            request.RequestTimeout = RequestTimeout;
        return request;
    }

    private protected static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };

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
            // The warnings may explain the error.
            foreach (var warning in Cancellation.IsCancellationRequested ? [] : warnings.Take(MaxWarnings))
                Warn(warning);
            if (warnings.Count > MaxWarnings && !Cancellation.IsCancellationRequested)
                Warn((warnings.Count - MaxWarnings) + " more warnings about the files.");
        }
    }

    private ConnectRequest ReadCloud(CloudEnvironment environment)
    {
        var settings = ParameterSetName == CloudSet ? environment.Find(Cloud, Region) : environment.FindCurrent(Region);
        var (projectDomain, userDomain) = (Domain(ProjectDomainId, ProjectDomain, null), Domain(UserDomainId, UserDomain, null));
        Settings = settings;
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
            throw Invalid("an application credential applies to its own project only",
                "Omit -ProjectName and -ProjectId, or use -Credential.");
        return request;
    }

    private static DomainName Domain(string? id, string? text, string? other = "default") =>
        id is not null ? new DomainName(id, null) : (text ?? other) is { } named ? DomainName.Parse(named) : default;

    /// <summary>The trusted authorities in the parameters, with the client certificate in the files.</summary>
    private TlsOptions? OwnTls(TlsOptions? read)
    {
        if (!SkipCertificateCheck && CACertificate is null)
            return read;
        if (SkipCertificateCheck && CACertificate is not null)
            throw Invalid("-SkipCertificateCheck trusts any certificate, so -CACertificate has no effect", "Use only one of them.");
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
            throw Invalid("-CACertificate '" + path + "' is not a path: " + e.Message, "Specify the path of a PEM file.");
        }
    }

    private Microversion? PinnedVersion() => Microversion is null ? null : Client.Compute.Microversion.Parse(Microversion)
        ?? throw Invalid("'" + Microversion + "' is not a microversion",
            "Use one such as 2.79, or omit -Microversion to negotiate it.");

    /// <summary>
    /// Refuses empty parameters, which are usually unset variables. An attribute would do so during binding, while the previous
    /// connection is still the default.
    /// </summary>
    private void RefuseEmpty()
    {
        foreach (var given in MyInvocation.BoundParameters)
        {
            if (given.Key == ConnectionSet && given.Value is null)
                throw Invalid("-Connection is $null; did the preceding Connect-NovaProject fail?",
                    "Get-NovaConnection lists the open connections.");
            if (given.Value is null or NovaConnection { Name: "" } || (given.Value is string text && string.IsNullOrWhiteSpace(text)))
                throw Invalid("-" + given.Key + " is empty", "Specify a value, or omit the parameter.");
        }

        if (Interface is not null && !InterfaceCompleter.Known.Contains(Interface, StringComparer.OrdinalIgnoreCase))
            throw Invalid("'" + Interface + "' is not an interface of a catalog", "Use public, internal or admin (-Interface).");
        if (RequestTimeout == TimeSpan.MinValue)
            throw Invalid("-RequestTimeout is not a duration from 1 to 3600 seconds",
                "Specify a number of seconds, such as 60, or a TimeSpan, such as '00:01:00'.");
    }

    private static void RefuseBoth(string one, object? first, string other, object? second, string what)
    {
        if (first is not null && second is not null)
            throw Invalid("-" + one + " and -" + other + " both specify the " + what, "Use only one of them.");
    }
}
