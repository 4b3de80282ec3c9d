using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace NovaPS.Client.Http;

/// <summary>
/// Names what the network did to a request. .NET says it in HttpRequestError (from .NET 8 on, and not in .NET Standard), .NET
/// Framework in WebExceptionStatus; their texts are used where they quote nothing that a server or a proxy said.
/// </summary>
internal static class TransportErrors
{
    private const string HandshakeRemedy = "Check that the port accepts TLS: the URL may have to begin with "
        + "http://. If the server requires a certificate of the client, specify one in clouds.yaml (cert, key).";

    /// <param name="failure">What the framework threw.</param>
    /// <param name="uri">Where the request was sent.</param>
    /// <param name="certificates">Why certificates were not accepted.</param>
    /// <param name="redactor">Takes secrets out of the framework's texts.</param>
    public static NovaException Translate(Exception failure, Uri uri, CertificateProblems certificates, SecretRedactor redactor)
    {
        var where = uri.Scheme + "://" + uri.Authority;
        var chain = Chain(failure).ToList();
        if (FindTls(chain) is { } tls)
            return TlsFailure(failure, where, tls, certificates.Find(uri), redactor);
        if (chain.Exists(e => Says(e, "InvalidResponse", WebExceptionStatus.ServerProtocolViolation)))
            return new NovaException(NovaErrorId.NovaProtocolError, "the response of " + where + " is not valid HTTP", failure);
        if (chain.Find(IsNoConnection) is { } none)
            return new NovaException(NovaErrorId.NovaConnectionFailed, "no connection to " + where + ": "
                + redactor.Redact((chain.OfType<SocketException>().FirstOrDefault() ?? none).Message), failure) { WasNeverSent = true };
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
            return new NovaException(NovaErrorId.NovaConnectionFailed, "no connection to " + where + ": " + redactor.Redact(socket.Message),
                failure);
        var error = new NovaException(NovaErrorId.NovaConnectionFailed,
            "the connection to " + where + " broke: " + redactor.Redact(chain[chain.Count - 1].Message), failure);
        if (uri.Scheme == "https" && HasFailedToSend(failure))
            error.Remedy = HandshakeRemedy;
        return error;
    }

    /// <summary>Whether that comes from the network, and not from a mistake of ours.</summary>
    public static bool IsTransport(Exception e) =>
        e is HttpRequestException or IOException or WebException or SocketException or ObjectDisposedException or InvalidDataException;

    /// <summary>Whether the connection failed before anything could be sent through it.</summary>
    public static bool IsNoConnection(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData
            or SocketError.TryAgain or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressNotAvailable }
        || Says(e, "NameResolutionError", WebExceptionStatus.NameResolutionFailure)
        || Says(e, "ConnectionError", WebExceptionStatus.ConnectFailure)
        || Says(e, "ProxyTunnelError", WebExceptionStatus.ProxyNameResolutionFailure);

    /// <summary>Whether the framework gives this reason.</summary>
    /// <param name="e">The exception, without those that it contains.</param>
    /// <param name="requestError">The HttpRequestError of .NET; null: .NET has none for it.</param>
    /// <param name="status">The status of .NET Framework; null: it has none for it.</param>
    public static bool Says(Exception e, string? requestError, WebExceptionStatus? status) =>
        (e is WebException web && web.Status == status)
        || (requestError is not null && e is HttpRequestException
            && e.GetType().GetProperty("HttpRequestError")?.GetValue(e)?.ToString() == requestError);

    private static NovaException TlsFailure(Exception failure, string where, Exception tls, CertificateProblem? problem,
        SecretRedactor redactor)
    {
        // Otherwise the handshake broke off, as it does at a port that speaks no TLS.
        var isTrust = tls is AuthenticationException or WebException { Status: WebExceptionStatus.TrustFailure };
        problem = (isTrust ? problem : null) ?? new CertificateProblem(Chain(tls).Last().Message, HandshakeRemedy);
        return new NovaException(NovaErrorId.NovaTlsFailure, "the TLS connection to " + where + " failed: "
            + redactor.Redact(problem.Reason), failure)
        {
            Remedy = problem.Remedy,
            WasNeverSent = true,
        };
    }

    private static Exception? FindTls(List<Exception> chain) =>
        chain.Find(e => e is AuthenticationException || Says(e, null, WebExceptionStatus.TrustFailure))
        ?? chain.Find(e => Says(e, "SecureConnectionError", WebExceptionStatus.SecureChannelFailure));

    /// <summary>
    /// .NET Framework says no more of a broken handshake than of a kept connection that broke while the request went out, after
    /// which it is unknown whether the cloud carried it out. So it keeps its name.
    /// </summary>
    private static bool HasFailedToSend(Exception failure) =>
        failure.InnerException is WebException { Status: WebExceptionStatus.SendFailure or WebExceptionStatus.ReceiveFailure };

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
            yield return e;
    }
}
