using System;
using System.Management.Automation;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Parameters;

namespace NovaPS.Commands.Abstractions;

/// <content>The parameters for the proxy, and for endpoints without TLS.</content>
public abstract partial class ConnectionParametersCmdlet
{
    /// <summary>
    /// Allows the catalog of a Keystone with https to name a compute endpoint with http. The token is then sent without TLS,
    /// and anyone on the network path can read it. By default, such an endpoint is an error, unless it is on this computer.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    public SwitchParameter AllowHttpEndpoint { get; set; }

    /// <summary>
    /// Specifies the URL of the proxy for all requests of the connection, such as http://proxy.example.com:3128. It replaces
    /// the variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and the system proxy.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [ProxyTransformation]
    public Uri? Proxy { get; set; }

    /// <summary>
    /// Specifies the user name and password for the proxy, whether -Proxy, a variable or the system specifies it. It replaces
    /// the user name and password in the URL of the proxy.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>
    /// Sends the credential of the current user to a proxy that requires NTLM, Kerberos or Negotiate authentication.
    /// </summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Connects without a proxy, and ignores the variables and the system proxy.</summary>
    [Parameter(ParameterSetName = EnvironmentSet)]
    [Parameter(ParameterSetName = PasswordSet)]
    [Parameter(ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = ApplicationCredentialSet)]
    [Parameter(ParameterSetName = TokenSet)]
    [Parameter(ParameterSetName = CloudSet)]
    [Parameter(ParameterSetName = EndpointSet)]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>The proxy in the parameters; null if they specify none.</summary>
    private ProxyOptions? OwnProxy()
    {
        if (NoProxy && (Proxy is not null || ProxyCredential is not null || ProxyUseDefaultCredentials))
            throw Invalid("-NoProxy connects without a proxy, so the other parameters for a proxy have no effect", "Use only one of them.");
        if (ProxyCredential is not null && ProxyUseDefaultCredentials)
            throw Invalid("-ProxyCredential and -ProxyUseDefaultCredentials both specify the proxy's credential", "Use only one of them.");
        return !NoProxy && Proxy is null && ProxyCredential is null && !ProxyUseDefaultCredentials ? null : new ProxyOptions
        {
            IsDisabled = NoProxy,
            Address = Proxy is null ? null : ProxyAddress.Parse(Proxy.OriginalString, "-Proxy"),
            Credential = ProxyCredential is null ? null
                : ProxyAddress.CreateCredential(ProxyCredential.UserName, SecureText.ToPlainText(ProxyCredential.Password)),
            UseDefaultCredentials = ProxyUseDefaultCredentials,
        };
    }
}
