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
/// Creates the errors of the network. The cause is in HttpRequestError in .NET 8 and later (not in .NET Standard), and in
/// WebExceptionStatus in .NET Framework. The framework's messages are used only if they quote no text from a server or proxy.
/// </summary>
internal static class TransportErrors
{
    private const string HandshakeRemedy = "Check that the port accepts TLS: the URL may have to begin with "
        + "http://. If the server requires a certificate of the client, specify one in clouds.yaml (cert, key).";

    /// <param name="failure">The exception of the framework.</param>
    /// <param name="uri">The destination.</param>
    /// <param name="certificates">The problems of certificates.</param>
    /// <param name="redactor">Redacts secrets in the framework's messages.</param>
    public static NovaException Translate(Exception failure, Uri uri, CertificateProblems certificates, SecretRedactor redactor)
    {
        var where = uri.Scheme + "://" + uri.Authority;
        var chain = Chain(failure).ToList();
        if (FindTls(chain) is { } tls)
            return TlsFailure(failure, where, tls, certificates.Find(uri), redactor);
        if (chain.Exists(e => HasStatus(e, "InvalidResponse", WebExceptionStatus.ServerProtocolViolation)))
            return new NovaException(NovaErrorId.NovaProtocolError, "the response from " + where + " is not valid HTTP", failure);
        if (chain.Find(IsNoConnection) is { } none)
            return new NovaException(NovaErrorId.NovaConnectionFailed, "no connection to " + where + ": "
                + redactor.Redact((chain.OfType<SocketException>().FirstOrDefault() ?? none).Message), failure) { WasNeverSent = true };
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket)
            return new NovaException(NovaErrorId.NovaConnectionFailed, "no connection to " + where + ": " + redactor.Redact(socket.Message),
                failure);
        var error = new NovaException(NovaErrorId.NovaConnectionFailed,
            "the connection to " + where + " was lost: " + redactor.Redact(chain[chain.Count - 1].Message), failure);
        if (uri.Scheme == "https" && HasFailedToSend(failure))
            error.Remedy = HandshakeRemedy;
        return error;
    }

    /// <summary>Whether the exception is from the network, and not a bug in NovaPS.</summary>
    public static bool IsTransport(Exception e) =>
        e is HttpRequestException or IOException or WebException or SocketException or ObjectDisposedException or InvalidDataException;

    /// <summary>Whether the connection failed before anything could be sent through it.</summary>
    public static bool IsNoConnection(Exception e) =>
        e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData
            or SocketError.TryAgain or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressNotAvailable }
        || HasStatus(e, "NameResolutionError", WebExceptionStatus.NameResolutionFailure)
        || HasStatus(e, "ConnectionError", WebExceptionStatus.ConnectFailure)
        || HasStatus(e, "ProxyTunnelError", WebExceptionStatus.ProxyNameResolutionFailure);

    /// <summary>Whether the framework gives this reason.</summary>
    /// <param name="e">The exception, without those that it contains.</param>
    /// <param name="requestError">The HttpRequestError of .NET; null: .NET has none for it.</param>
    /// <param name="status">The status of .NET Framework; null: it has none for it.</param>
    public static bool HasStatus(Exception e, string? requestError, WebExceptionStatus? status) =>
        (e is WebException web && web.Status == status)
        || (requestError is not null && e is HttpRequestException
            && e.GetType().GetProperty("HttpRequestError")?.GetValue(e)?.ToString() == requestError);

    private static NovaException TlsFailure(Exception failure, string where, Exception tls, CertificateProblem? problem,
        SecretRedactor redactor)
    {
        // Otherwise the handshake failed, for example because the port does not use TLS.
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
        chain.Find(e => e is AuthenticationException || HasStatus(e, null, WebExceptionStatus.TrustFailure))
        ?? chain.Find(e => HasStatus(e, "SecureConnectionError", WebExceptionStatus.SecureChannelFailure));

    /// <summary>
    /// Whether a handshake may have failed. .NET Framework reports the same status if a reused connection breaks while a request is sent,
    /// when it is unknown whether the cloud carried it out, so only the remedy changes.
    /// </summary>
    private static bool HasFailedToSend(Exception failure) =>
        failure.InnerException is WebException { Status: WebExceptionStatus.SendFailure or WebExceptionStatus.ReceiveFailure };

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
            yield return e;
    }
}
