using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Diagnostics;

/// <summary>The state of a test, which its steps share.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "CloseAsync ends it, after the token was revoked.")]
internal sealed class DiagnosisState
{
    /// <exception cref="NovaException">NovaConnectInputInvalid: a certificate file cannot be used.</exception>
    public DiagnosisState(DiagnosisTarget target, INetwork network, IClock clock, IClientLog log)
    {
        (Target, Network, Clock, Log) = (target, network, clock, log);
        if (target.Request is { } request)
        {
            (Transport, Keystone) = Connector.CreateClients(request, clock);
        }
        else if (target.Connection?.Client is { } client)
        {
            (Client, Tokens, Keystone, Transport) = (client, client.Tokens, client.Tokens.Keystone, client.Transport);
        }
    }

    public DiagnosisTarget Target { get; }

    public INetwork Network { get; }

    public IClock Clock { get; }

    public IClientLog Log { get; }

    /// <summary>The transport to Nova; null if the configuration cannot be read.</summary>
    public HttpTransport? Transport { get; }

    /// <summary>The client of Keystone; null if the user passed a token.</summary>
    public KeystoneClient? Keystone { get; }

    /// <summary>The token; null before the login.</summary>
    public TokenProvider? Tokens { get; set; }

    /// <summary>The client of Nova; null before it is known.</summary>
    public ComputeClient? Client { get; set; }

    /// <summary>The compute endpoint from the catalog or the settings; null before it is known.</summary>
    public string? EndpointUrl { get; set; }

    /// <summary>The first server of the list; null if there is none, or the list was not read.</summary>
    public NovaServer? Server { get; set; }

    /// <summary>A time on the cloud's clock, the time of this computer at the same moment, and the source of the first.</summary>
    public (DateTimeOffset Cloud, DateTimeOffset Own, string Source)? Time { get; private set; }

    /// <summary>Returns the URL of Keystone or Nova.</summary>
    public Uri Url(bool isNova) => !isNova ? Keystone!.AuthUrl
        : Client?.Endpoint ?? ComputeEndpoint.Parse(EndpointUrl!, Tokens!.Current.ProjectId);

    /// <summary>Stores the first time from the cloud.</summary>
    public void ObserveTime(DateTimeOffset? cloud, string source)
    {
        if (cloud is { } time)
            Time ??= (time, Clock.UtcNow, source);
    }

    /// <summary>Revokes the token that a step requested. A tested connection stays open.</summary>
    public async Task CloseAsync()
    {
        if (Target.Request is null)
            return;
        if (Tokens is not null)
            await Tokens.RevokeQuietlyAsync(Log).ConfigureAwait(false);
        Transport!.Dispose();
        Keystone!.Dispose();
    }

    /// <summary>The text without the secrets of the login.</summary>
    public string Redact(string text) => Transport?.Redactor.Redact(text) ?? text;
}
