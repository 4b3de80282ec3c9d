using System;
using System.Net;

namespace NovaPS.Client.Http;

/// <summary>
/// The proxy that the system, or http_proxy and its like, name; but not to this machine: nothing that stays here has to leave it, least of
/// all the password of a simulator.
/// </summary>
internal sealed class SystemProxy : IWebProxy
{
    private readonly IWebProxy? _system = WebRequest.DefaultWebProxy;

    public ICredentials? Credentials
    {
        get => _system?.Credentials;
        set
        {
            if (_system is not null)
                _system.Credentials = value;
        }
    }

    public Uri GetProxy(Uri destination) => IsBypassed(destination) ? destination : _system!.GetProxy(destination) ?? destination;

    public bool IsBypassed(Uri host) => host.IsLoopback || _system is null || _system.IsBypassed(host);
}
