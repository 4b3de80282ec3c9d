using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using NovaPS.Client.Http;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests;

/// <summary>Tests the errors of network failures, including those of .NET Framework, and whether the request can have been sent.</summary>
public sealed class TransportErrorsTests
{
    private static readonly Uri Url = new("https://nova.example.com:8774/v2.1");

    [Theory]
    [InlineData(WebExceptionStatus.NameResolutionFailure, NovaErrorId.NovaConnectionFailed, true)]
    [InlineData(WebExceptionStatus.ProxyNameResolutionFailure, NovaErrorId.NovaConnectionFailed, true)]
    [InlineData(WebExceptionStatus.ConnectFailure, NovaErrorId.NovaConnectionFailed, true)]
    [InlineData(WebExceptionStatus.TrustFailure, NovaErrorId.NovaTlsFailure, true)]
    [InlineData(WebExceptionStatus.SecureChannelFailure, NovaErrorId.NovaTlsFailure, true)]
    [InlineData(WebExceptionStatus.SendFailure, NovaErrorId.NovaConnectionFailed, false)]
    [InlineData(WebExceptionStatus.ReceiveFailure, NovaErrorId.NovaConnectionFailed, false)]
    [InlineData(WebExceptionStatus.KeepAliveFailure, NovaErrorId.NovaConnectionFailed, false)]
    [InlineData(WebExceptionStatus.ServerProtocolViolation, NovaErrorId.NovaProtocolError, false)]
    public void Translate_NamesFailure_OfNetFramework(WebExceptionStatus status, NovaErrorId expected, bool wasNeverSent)
    {
        var error = Translate(new WebException("It failed.", status));

        Assert.Equal((expected, wasNeverSent), (error.ErrorId, error.WasNeverSent));
    }

    [Fact]
    public void Translate_TreatsConnectFailureAsNeverSent_WhateverTheSocketError()
    {
        var error = Translate(new WebException("Unable to connect to the remote server", new SocketException((int)SocketError.TimedOut),
            WebExceptionStatus.ConnectFailure, null));

        Assert.True(error.WasNeverSent);
        Assert.StartsWith("No connection to https://nova.example.com:8774: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Translate_StatesTheReason_WhenACertificateIsRefused()
    {
        var certificates = new CertificateProblems();
        certificates.Accept(Url, new CertificateProblem("its certificate expired", "Have it renewed."));
        var trust = new WebException("Not trusted.", new AuthenticationException("The remote certificate is invalid."),
            WebExceptionStatus.TrustFailure, null);

        var error = Translate(trust, certificates);

        Assert.Equal(("The TLS connection to https://nova.example.com:8774 failed: its certificate expired.", "Have it renewed."),
            (error.Message, error.Remedy));
        // A handshake that broke off has another reason.
        Assert.Contains("http://", Translate(new WebException("Broken.", WebExceptionStatus.SecureChannelFailure), certificates).Remedy,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(407, NovaErrorId.NovaProxyRefused,
        "The proxy http://proxy:3128 (-Proxy) requires a valid user name and password (HTTP 407).")]
    [InlineData(502, NovaErrorId.NovaConnectionFailed,
        "The proxy http://proxy:3128 (-Proxy) could not connect to https://nova.example.com:8774 (HTTP 502).")]
    [InlineData(403, NovaErrorId.NovaProxyRefused,
        "The proxy http://proxy:3128 (-Proxy) refused to connect to https://nova.example.com:8774 (HTTP 403).")]
    public void Translate_DoesNotQuoteTheProxy_WhenItRefusesATunnel(int status, NovaErrorId expected, string message)
    {
        var error = ProxyErrors.Translate(new HttpRequestException(HttpRequestError.ProxyTunnelError,
            $"The proxy tunnel request to proxy 'http://user:C4n4ry@proxy:3128/' failed with status code '{status}'."), Url,
                ProxyAddress.Parse("http://user:C4n4ry@proxy:3128", "-Proxy"), new SecretRedactor())!;

        Assert.Equal((expected, true, message), (error.ErrorId, error.WasNeverSent, error.Message));
        Assert.DoesNotContain("C4n4ry", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 ECHO", NovaErrorId.NovaProtocolError)]
    [InlineData("ECHO", NovaErrorId.NovaProtocolError)]
    [InlineData("HTTP/1.1 200 OK\r\nECHO", NovaErrorId.NovaProtocolError)]
    [InlineData("HTTP/1.1 200 OK\r\nX ECHO: 1", NovaErrorId.NovaProtocolError)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: ECHO", null)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nECHO", NovaErrorId.NovaProtocolError)]
    public async Task Error_DoesNotQuoteTheResponse_WhenItIsNotHttp(string response, NovaErrorId? expected)
    {
        using var server = new RawServer(_ => response.Replace("ECHO", Clients.Token + "\u0007\u001b[2J", StringComparison.Ordinal)
            + "\r\nConnection: close\r\n\r\n");
        using var client = Clients.Connect(new Uri(server.Url, "/v2.1"));

        var error = await Clients.FailsAsync(client.GetAsync());

        Assert.Equal(expected ?? error.ErrorId, error.ErrorId);
        Assert.DoesNotContain(Clients.Token, error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u001b', error.ToString());
    }

    private static NovaException Translate(Exception cause, CertificateProblems? certificates = null) =>
        TransportErrors.Translate(new HttpRequestException("An error occurred while sending the request.", cause), Url,
            certificates ?? new CertificateProblems(), new SecretRedactor());
}
