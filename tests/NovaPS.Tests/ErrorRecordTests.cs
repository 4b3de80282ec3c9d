using System;
using System.Linq;
using System.Management.Automation;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>Tests the ErrorRecord for each status code.</summary>
public sealed class ErrorRecordTests
{
    [Theory]
    [InlineData(400, "badRequest", "There is no such action", "NovaBadRequest", ErrorCategory.InvalidArgument, false)]
    [InlineData(400, "badRequest", "Malformed request URL: x", "NovaProjectMismatch", ErrorCategory.InvalidArgument, true)]
    [InlineData(401, "error", "The request you have made requires authentication.", "NovaUnauthorized", ErrorCategory.AuthenticationError,
        true)]
    [InlineData(403, "forbidden", "Policy doesn't allow it", "NovaForbidden", ErrorCategory.PermissionDenied, false)]
    [InlineData(403, "forbidden", "Quota exceeded for cores", "NovaQuotaExceeded", ErrorCategory.QuotaExceeded, false)]
    [InlineData(404, "itemNotFound", "Instance x could not be found.", "NovaServerNotFound", ErrorCategory.ObjectNotFound, false)]
    [InlineData(404, "somethingElse", "no", "NovaEndpointNotFound", ErrorCategory.ObjectNotFound, true)]
    [InlineData(406, "computeFault", "Version 2.999 is not supported", "NovaMicroversionNotSupported", ErrorCategory.NotImplemented, true)]
    [InlineData(407, "x", "proxy", "NovaProxyRefused", ErrorCategory.AuthenticationError, false)]
    [InlineData(409, "conflictingRequest", "Cannot 'start' instance x while it is in vm_state active", "NovaServerInvalidState",
        ErrorCategory.InvalidOperation, false)]
    [InlineData(409, "conflictingRequest", "Cannot 'start' instance x while it is in task_state powering-on", "NovaServerBusy",
        ErrorCategory.ResourceBusy, false)]
    [InlineData(409, "conflictingRequest", "Instance x is locked", "NovaServerLocked", ErrorCategory.PermissionDenied, false)]
    [InlineData(415, "badMediaType", "no", "NovaRequestRefused", ErrorCategory.InvalidOperation, false)]
    [InlineData(500, "computeFault", "no", "NovaServiceError", ErrorCategory.InvalidResult, false)]
    [InlineData(501, "notImplemented", "no", "NovaNotSupported", ErrorCategory.NotImplemented, false)]
    [InlineData(503, "serviceUnavailable", "no", "NovaServiceUnavailable", ErrorCategory.ResourceUnavailable, false)]
    public void Start_ReportsIdAndCategory_WhenRefused(int code, string kind, string message, string errorId, ErrorCategory category,
        bool ends)
    {
        using var cloud = new Cloud(_ => Cloud.Refuse(code, kind, message));

        var result = cloud.Host.Run("Start-NovaServer $id", ("id", Cloud.Id(1)));

        var error = ends ? result.AssertTerminatingError(errorId) : result.AssertError(errorId);
        Assert.Equal(errorId + ",NovaPS.Commands.StartNovaServerCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(Cloud.Id(1), Unwrap(error.TargetObject));
        dynamic exception = error.Exception;
        Assert.Equal(code, exception.StatusCode);
        Assert.Equal(kind, exception.FaultKind);
        Assert.Equal("req-9", exception.RequestId);
        Assert.Equal("POST", exception.Method);
        Assert.Equal(1, exception.Attempts);
        Assert.Contains("req-9", error.ToString(), StringComparison.Ordinal);
        // After 500 and 503, the client checks whether the action started. This cloud does not say.
        // Of a locked server, it reads the reason.
        Assert.Single(cloud.Posts);
        Assert.Equal(code is 500 or 503 || errorId == "NovaServerLocked", cloud.Server.Requests.Count > 1);
    }

    [Theory]
    [InlineData("302 Found\r\nLocation: /elsewhere", "NovaProtocolError")]
    [InlineData("304 Not Modified", "NovaProtocolError")]
    public void Start_ReportsAnUnknownOutcome_WhenTheResponseIsARedirect(string status, string errorId)
    {
        // A server that redirects may have forwarded the request; with 303 it says that it did.
        using var cloud = new Cloud(_ => "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");

        var error = cloud.Host.Run("Start-NovaServer $id", ("id", Cloud.Id(1))).AssertError(errorId);

        Assert.True((bool)((dynamic)error.Exception).IsOutcomeUnknown);
        Assert.Single(cloud.Posts);
    }

    [Fact]
    public void Get_ReportsHtml_WhenTheResponseIsNotJson()
    {
        using var cloud = new Cloud(_ => RawServer.Respond(200, "<html><title>Login</title></html>", type: "text/html"));

        Assert.Contains("it is HTML, not JSON", cloud.Host.Run("Get-NovaServer").AssertTerminatingError("NovaProtocolError").ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ReportsTheLastKnownStatus_WhenTheCloudDoesNotNameIt()
    {
        using var cloud = new Cloud(_ => Cloud.Refuse(409, "conflictingRequest", "Instance x is not ready"));

        var error = cloud.Host.Run("[NovaPS.NovaServer]::new($id, 'web1', 'SHELVED_OFFLOADED') | Start-NovaServer", ("id", Cloud.Id(1)))
            .AssertError("NovaServerInvalidState");

        Assert.EndsWith("Instance x is not ready (HTTP 409, req-9). It was SHELVED_OFFLOADED when it was last read.", error.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("This action requires SHUTOFF", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_NameTheOperation_WhenTheConnectionFails()
    {
        using var cloud = new Cloud(_ => Cloud.Refuse(401, "error", "no"));
        var name = Cloud.Project[..8] + "@127.0.0.1";

        Assert.StartsWith("Cannot list the servers of connection '" + name + "': no",
            cloud.Host.Run("Get-NovaServer").AssertTerminatingError("NovaUnauthorized").ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Cannot use connection '" + name + "': no", cloud.Host.Run("Start-NovaServer $id", ("id", Cloud.Id(1)))
            .AssertTerminatingError("NovaUnauthorized").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ReportsThatItWasSentTwice_WhenTheOutcomeIsUnknown()
    {
        using var cloud = new Cloud(request => request.Line.StartsWith("POST", StringComparison.Ordinal) ? null
            : RawServer.Respond(200, "{\"instanceActions\": []}"));

        var error = cloud.Host.Run("Start-NovaServer $id", ("id", Cloud.Id(1))).AssertError("NovaConnectionFailed");

        Assert.EndsWith(
            " It was sent twice. It is unknown whether the cloud accepted the start.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, ((dynamic)error.Exception).Attempts);
        Assert.Equal(2, cloud.Posts.Count());
    }

    [Theory]
    [InlineData("a", 409, "conflictingRequest", "Instance x is locked", "NovaServerLocked")]
    [InlineData("t", 404, "itemNotFound", "Instance x could not be found.", "NovaServerNotFound")]
    public void Start_KeepsTheErrorText_WhenTheTokenIsShort(string token, int code, string kind, string message, string errorId)
    {
        using var server = new RawServer(_ => Cloud.Refuse(code, kind, message));
        using var host = new ModuleHost();
        host.Run($"$null = Connect-NovaProject -Endpoint {server.Url}v2.1 -ProjectId p -Token {token}").AssertNoErrors();

        Assert.Equal(kind, (string)((dynamic)host.Run("Start-NovaServer $id", ("id", Cloud.Id(1)))
            .AssertError(errorId).Exception).FaultKind);
    }

    [Fact]
    public void Start_ReportsTheRateLimit_WhenRetriesAreExhausted()
    {
        using var cloud = new Cloud(_ => RawServer.Respond(429, "", "Retry-After: 0\r\n"));

        var result = cloud.Host.Run("Start-NovaServer $id -Verbose", ("id", Cloud.Id(1)));

        Assert.Equal(ErrorCategory.LimitsExceeded, result.AssertError("NovaRateLimited").CategoryInfo.Category);
        Assert.Equal(3, cloud.Server.Requests.Count);
        Assert.Equal(2, result.Verbose.Count(v => v.StartsWith("The cloud responded", StringComparison.Ordinal)));
    }

    [Fact]
    public void Get_ReportsAProtocolError_WhenTheResponseIsTruncated()
    {
        using var cloud = new Cloud(_ => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"servers\": [{");

        Assert.Equal(ErrorCategory.ProtocolError, cloud.Host.Run("Get-NovaServer")
            .AssertTerminatingError("NovaProtocolError").CategoryInfo.Category);
    }

    [Fact]
    public void Start_ReportsOneErrorPerServer_WhenConnectionsAreReset()
    {
        using var cloud = new Cloud(_ => null);

        var result = cloud.Host.Run("$ids | Start-NovaServer", ("ids", new[] { Cloud.Id(1), Cloud.Id(2) }));

        Assert.Null(result.TerminatingError);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, e => Assert.Equal(ErrorCategory.ConnectionError, e.CategoryInfo.Category));
    }

    [Fact]
    public void Start_CountsInputsNotSent_WhenTheConnectionFails()
    {
        using var cloud = new Cloud(_ => Cloud.Refuse(401, "error", "no"));
        var ids = Enumerable.Range(1, 50).Select(Cloud.Id).ToArray();

        var result = cloud.Host.Run("$ids | Start-NovaServer -ThrottleLimit 1", ("ids", ids));

        var error = result.AssertTerminatingError("NovaUnauthorized");
        Assert.Single(cloud.Server.Requests);
        Assert.EndsWith(" 49 inputs were not sent.", error.ToString(), StringComparison.Ordinal);
        dynamic exception = error.Exception;
        Assert.Equal(ids.Skip(1), ((object[])exception.NotSent).Select(n => (string)Unwrap(n)!));
    }

    [Fact]
    public void Start_SuggestsConnecting_WhenNotConnected()
    {
        using var host = new ModuleHost();

        var error = host.Run("Start-NovaServer web1").AssertTerminatingError("NovaNotConnected");

        Assert.Equal(ErrorCategory.ConnectionError, error.CategoryInfo.Category);
        Assert.Equal("Not connected.", error.ToString());
        Assert.Contains("Connect-NovaProject", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("$using:", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
