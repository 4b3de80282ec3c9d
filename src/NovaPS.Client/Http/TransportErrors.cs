using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;

namespace NovaPS.Client.Http;

/// <summary>Names what the network did to a request.</summary>
internal static class TransportErrors
{
    public static NovaException Translate(Exception failure, Uri uri)
    {
        var where = uri.Scheme + "://" + uri.Authority;
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException
                or WebException { Status: WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure })
                return new NovaException(NovaErrorId.NovaTlsFailure, "the TLS connection to " + where + " failed: " + e.Message,
                    failure) { WasNeverSent = true };
            if (IsBrokenHandshake(e))
                return new NovaException(NovaErrorId.NovaTlsFailure, "the TLS connection to " + where + " failed: " + Innermost(e).Message,
                    failure) { WasNeverSent = true };
            if (e is SocketException socket)
                return new NovaException(NovaErrorId.NovaConnectionFailed, "no connection to " + where + ": " + e.Message,
                    failure) { WasNeverSent = IsBeforeSending(socket.SocketErrorCode) };
            // Of a proxy's refusal of a tunnel .NET tells in the text alone, .NET Framework by the answer.
            if ((e is HttpRequestException && e.Message.Contains("'407'"))
                || e is WebException { Response: HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } })
                return new NovaException(NovaErrorId.NovaProxyRefused, "the proxy before " + where + " refused: " + e.Message,
                    failure) { StatusCode = 407 };
        }

        var error = new NovaException(NovaErrorId.NovaConnectionFailed,
            "the connection to " + where + " broke: " + Innermost(failure).Message, failure);
        if (uri.Scheme == "https" && HasFailedToSend(failure))
            error.Remedy = "Check that the port accepts TLS: the URL may have to begin with http://.";
        return error;
    }

    /// <summary>
    /// Whether the other side broke the handshake off, as a port does that speaks no TLS. .NET 8 and later tell, in a property that is not
    /// part of .NET Standard.
    /// </summary>
    private static bool IsBrokenHandshake(Exception e) =>
        e is HttpRequestException && e.GetType().GetProperty("HttpRequestError")?.GetValue(e)?.ToString() == "SecureConnectionError";

    /// <summary>
    /// .NET Framework says no more of a broken handshake than of a kept connection that broke while the request went out, after
    /// which nobody knows what became of it. So it keeps its name.
    /// </summary>
    private static bool HasFailedToSend(Exception failure) =>
        failure.InnerException is WebException { Status: WebExceptionStatus.SendFailure or WebExceptionStatus.ReceiveFailure };

    private static bool IsBeforeSending(SocketError error) => error is SocketError.ConnectionRefused or SocketError.HostNotFound
        or SocketError.NoData
        or SocketError.TryAgain or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressNotAvailable;

    /// <summary>Whether that comes from the network, and not from a mistake of ours.</summary>
    public static bool IsTransport(Exception e) =>
        e is HttpRequestException or IOException or WebException or SocketException or ObjectDisposedException or InvalidDataException;

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e;
    }
}
