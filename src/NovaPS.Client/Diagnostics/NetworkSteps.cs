using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace NovaPS.Client.Diagnostics;

/// <summary>Tests names, ports and certificates of Keystone and Nova. With a proxy, the name and port are those of the proxy.</summary>
internal static class NetworkSteps
{
    private const int MaxAddresses = 8;
    private const int ExpiryWarningDays = 30;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static StepResult FindProxy(DiagnosisState state)
    {
        // Nova's endpoint is not known yet. Its own steps show its proxy.
        var uri = state.Url(isNova: state.Keystone is null);
        return StepResult.Ok(state.Transport!.Proxy.Find(uri) is { } proxy
            ? "Requests to " + uri.Host + " use the proxy " + proxy + "."
            : "Requests to " + uri.Host + " use no proxy.");
    }

    public static async Task<StepResult> ResolveAsync(DiagnosisState state, bool isNova, CancellationToken cancellation)
    {
        if (Inapplicable(state, isNova, "host", static uri => uri.Host) is { } skipped)
            return skipped;
        var hop = Hop(state, state.Url(isNova));
        if (IPAddress.TryParse(hop.Host.Trim('[', ']'), out _))
            return StepResult.Ok(hop.Describe(hop.Host) + " is an address. No name has to be resolved.");
        try
        {
            var addresses = await state.Network.ResolveAsync(hop.Host, cancellation).ConfigureAwait(false);
            return addresses.Length == 0 ? NoAddress(hop, "it has no address")
                : StepResult.Ok(hop.Describe(hop.Host) + " has the address" + (addresses.Length > 1 ? "es " : " ")
                    + DisplayText.List(addresses.Select(a => a.ToString())) + ".");
        }
        catch (SocketException e)
        {
            return NoAddress(hop, e.SocketErrorCode switch
            {
                SocketError.HostNotFound => "the name is not known",
                SocketError.NoData => "the name has no address",
                SocketError.TryAgain => "the name servers do not respond",
                _ => e.SocketErrorCode.ToString(),
            });
        }
    }

    public static async Task<StepResult> ConnectAsync(DiagnosisState state, bool isNova, CancellationToken cancellation)
    {
        if (Inapplicable(state, isNova, "host and port", static uri => uri.Host + ":" + Number(uri.Port)) is { } skipped)
            return skipped;
        var hop = Hop(state, state.Url(isNova));
        var addresses = IPAddress.TryParse(hop.Host.Trim('[', ']'), out var literal) ? [literal]
            : await state.Network.ResolveAsync(hop.Host, cancellation).ConfigureAwait(false);
        var failures = new List<string>();
        foreach (var address in addresses.Take(MaxAddresses))
        {
            if (await TryAsync(state, address, hop.Port, cancellation).ConfigureAwait(false) is { } failure)
            {
                failures.Add(literal is null ? address + ": " + failure : failure);
                continue;
            }

            var text = hop.Describe(hop.Host + ":" + Number(hop.Port)) + " accepts connections"
                + (literal is null ? " at " + address : string.Empty) + ".";
            return failures.Count == 0 ? StepResult.Ok(text)
                : StepResult.Warning(text + " Other addresses do not: " + string.Join("; ", failures) + ".",
                    "Each connection first tries these addresses. Check the DNS records and the routes to them.");
        }

        return StepResult.Failed(hop.Describe(hop.Host + ":" + Number(hop.Port)) + " accepts no connection: "
            + string.Join("; ", failures) + ".",
            hop.IsProxy ? "Check the address of the proxy, or connect without it: -NoProxy, or the variable NO_PROXY."
            : "Check the port, that the service is running, and that no firewall blocks it.");
    }

    public static async Task<StepResult> CheckCertificateAsync(DiagnosisState state, bool isNova, CancellationToken cancellation)
    {
        if (Inapplicable(state, isNova, "host and port", static uri => uri.Scheme + uri.Authority) is { } skipped)
            return skipped;
        var uri = state.Url(isNova);
        if (uri.Scheme != "https")
        {
            return uri.IsLoopback ? StepResult.Skipped("The URL is http://, on this computer.")
                : StepResult.Warning("The URL is http://, so " + (isNova ? "the token is" : "credentials are")
                    + " sent without encryption.", "Use the https:// URL, if the cloud has one.");
        }

        var tls = state.Transport!.Tls;
        var found = await CertificateProbe.ReadAsync(uri, state.Transport, state.Clock, cancellation).ConfigureAwait(false);
        if (!found.IsAccepted)
            return StepResult.Failed("The certificate is not trusted: " + (found.Problem?.Reason ?? "the check of this process refused it")
                + ". No credential is sent.", found.Problem?.Remedy ?? "Check the certificate and its authority.");
        if (found.Problem is { } problem)
            return StepResult.Warning("The certificate is not trusted: " + problem.Reason
                + ". It is accepted, because the check is turned off (-SkipCertificateCheck, verify, insecure).", problem.Remedy);
        var trust = tls?.CaFile is { } file ? " It is trusted through " + file + "."
            : tls?.SkipCheck == true ? " It is valid, but the check is turned off." : " This computer trusts it.";
        var days = (found.NotAfter - state.Clock.UtcNow).TotalDays;
        return days >= ExpiryWarningDays ? StepResult.Ok(found + trust)
            : StepResult.Warning(string.Format(CultureInfo.InvariantCulture, "{0}{1} It expires in {2:0} days.", found, trust, days),
                "Ask the cloud's operators to renew the certificate.");
    }

    /// <summary>Returns why a step does not apply to Keystone or Nova; null if it applies.</summary>
    private static StepResult? Inapplicable(DiagnosisState state, bool isNova, string what, Func<Uri, string> part)
    {
        if (state.Keystone is null)
            return isNova ? null : StepResult.Skipped("A token was passed in, so Keystone is not used.");
        if (!isNova)
            return null;
        var (nova, keystone) = (state.Url(isNova: true), state.Url(isNova: false));
        return part(nova) == part(keystone) && Equals(state.Transport!.Proxy.Find(nova)?.Uri, state.Transport.Proxy.Find(keystone)?.Uri)
            ? StepResult.Skipped("The same " + what + " as Keystone's.") : null;
    }

    private static StepResult NoAddress(NetworkHop hop, string why) =>
        StepResult.Failed(hop.Describe(hop.Host) + " cannot be resolved: " + why + ".",
            hop.IsProxy ? "Check the proxy's name, and the DNS servers of this computer."
            : "Check the host in the URL, and the DNS servers of this computer. A VPN may be required.");

    /// <summary>Tries one address.</summary>
    /// <returns>Why it failed; null if the connection was accepted.</returns>
    private static async Task<string?> TryAsync(DiagnosisState state, IPAddress address, int port, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var time = state.Transport!.TimeLimit < ConnectTimeout ? state.Transport.TimeLimit : ConnectTimeout;
        state.Clock.CancelAfter(limit, time);
        try
        {
            await state.Network.ConnectAsync(address, port, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return string.Format(CultureInfo.InvariantCulture, "no response within {0:0.#} s", time.TotalSeconds);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "connection refused",
                SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route",
                SocketError.TimedOut => "no response",
                _ => e.SocketErrorCode.ToString(),
            };
        }
    }

    private static NetworkHop Hop(DiagnosisState state, Uri uri) => state.Transport!.Proxy.Find(uri) is { } proxy
        ? new NetworkHop(proxy.Uri, isProxy: true) : new NetworkHop(uri, isProxy: false);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The host that this computer connects to: the proxy or the destination.</summary>
    private readonly struct NetworkHop(Uri uri, bool isProxy)
    {
        public string Host { get; } = uri.IdnHost;

        public int Port { get; } = uri.Port;

        public bool IsProxy { get; } = isProxy;

        public string Describe(string what) => (IsProxy ? "The proxy " : string.Empty) + what;
    }
}
