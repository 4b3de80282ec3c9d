using System;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace NovaPS.Client.Http;

/// <summary>Creates the errors of a proxy.</summary>
internal static class ProxyErrors
{
    private const string CredentialRemedy = "Connect with -ProxyCredential, or with -ProxyUseDefaultCredentials where the proxy uses NTLM "
        + "or Kerberos. To connect without a proxy, use -NoProxy.";

    /// <summary>If a proxy refuses a tunnel, .NET has the status code in the message only.</summary>
    private static readonly Regex TunnelStatus = new(@"status code '(\d{3})'", RegexOptions.CultureInvariant);

    /// <summary>Returns the error of the proxy; null if the failure is not from the proxy.</summary>
    /// <param name="failure">The exception of the handler.</param>
    /// <param name="uri">The destination.</param>
    /// <param name="proxy">The proxy in use; null for none.</param>
    /// <param name="redactor">Redacts secrets in the framework's messages.</param>
    public static NovaException? Translate(Exception failure, Uri uri, ProxyAddress? proxy, SecretRedactor redactor)
    {
        if (proxy is null)
            return null;
        var where = uri.Scheme + "://" + uri.Authority;
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (ReadTunnelStatus(e) is { } status)
                return Refused(status, where, proxy, failure);
            if (TransportErrors.IsNoConnection(e))
            {
                return new NovaException(NovaErrorId.NovaConnectionFailed,
                    "no connection to the proxy " + proxy + " for " + where + ": " + redactor.Redact(e.GetBaseException().Message), failure)
                {
                    WasNeverSent = true,
                    Remedy = "Check the address of the proxy, or connect without it: -NoProxy, or the variable NO_PROXY.",
                };
            }
        }

        return null;
    }

    /// <summary>
    /// Adds information about the proxy to the error of a response that may be from it. In a tunnel, all responses are from the
    /// destination, but .NET Framework also returns the response to CONNECT as one.
    /// </summary>
    public static void Explain(NovaException error, Uri uri, ProxyAddress? proxy)
    {
        if (proxy is null)
            return;
        if (error.ErrorId == NovaErrorId.NovaProxyRefused)
        {
            error.Reason = Unauthorized(proxy);
            error.Remedy = CredentialRemedy;
        }
        else if (error is { FaultKind: null, StatusCode: 403 or 502 or 503 or 504 } && (uri.Scheme == "http" || HttpHandlers.IsFramework))
        {
            error.Note("The response may be from the proxy " + proxy + ".");
        }
    }

    private static NovaException Refused(int status, string where, ProxyAddress proxy, Exception failure) => status switch
    {
        407 => new NovaException(NovaErrorId.NovaProxyRefused, Unauthorized(proxy), failure)
        {
            StatusCode = status,
            WasNeverSent = true,
            Remedy = CredentialRemedy,
        },
        >= 500 => new NovaException(NovaErrorId.NovaConnectionFailed, "the proxy " + proxy + " could not connect to " + where, failure)
        {
            StatusCode = status,
            WasNeverSent = true,
            Remedy = "Check the address of the cloud, and whether the proxy reaches it. To connect without a proxy, use -NoProxy.",
        },
        _ => new NovaException(NovaErrorId.NovaProxyRefused, "the proxy " + proxy + " refused to connect to " + where, failure)
        {
            StatusCode = status,
            WasNeverSent = true,
            Remedy = "Ask the proxy's operators to allow this address and port. To connect without a proxy, use -NoProxy.",
        },
    };

    private static string Unauthorized(ProxyAddress proxy) => "the proxy " + proxy + " requires a valid user name and password";

    /// <summary>
    /// Returns the status code of a refused tunnel. .NET 8 and later have a property for the error, which .NET Standard does not define;
    /// .NET Framework has the response.
    /// </summary>
    private static int? ReadTunnelStatus(Exception e)
    {
        if (e is WebException { Response: HttpWebResponse { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } })
            return 407;
        if (!TransportErrors.HasStatus(e, "ProxyTunnelError", null))
            return null;
        return TunnelStatus.Match(e.Message) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 502;
    }
}
