using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using NovaPS.Client.Tests.Support;
using NovaPS.Tests.Support;
using Xunit;

namespace NovaPS.Tests;

/// <summary>
/// Runs every command with recognizable secrets, against a cloud whose responses have what was sent, and searches for them in
/// every stream, error, object and view.
/// </summary>
public sealed class SecretTests : IDisposable
{
    private const string Password = "C4n4ry-p\"&<ä ss";
    private const string Secret = "C4n4ry-secret";
    private const string HandedIn = "C4n4ry-handed-in";
    private const string Issued = "C4n4ry-issued";

    /// <summary>Matches the canary as text, at each offset in Base64, and encoded for URLs, JSON and XML.</summary>
    private const string Canary = "C4n4ry|QzRuNHJ5|M0bjRye|DNG40cn|%43%34|\\\\u0043\\\\u0034|&#x43;&#x34;";

    private static readonly string Id = Support.Cloud.Id(1);

    private readonly ModuleHost _host = new();
    private string _failure = "";

    /// <summary>The responses of the cloud, in which REQUEST stands for the request, encoded for JSON, HTML or plain text.</summary>
    public static TheoryData<string> Echoes =>
    [
        .. new[] { 400, 401, 404, 409, 413, 429, 500, 503 }.Select(code =>
            code + " {\"error\": {\"message\": \"REQUEST\", \"code\": " + code + "}}"),
        "500 <html><title>REQUEST</title></html>",
        "502 REQUEST",
        "200 REQUEST",
        "200 {\"server\": \"REQUEST\", \"servers\": \"REQUEST\", \"instanceActions\": \"REQUEST\", \"instanceAction\": \"REQUEST\", "
            + "\"token\": \"REQUEST\"}",
        "200 {\"servers\": [{\"id\": \"x\", \"created\": \"REQUEST\", \"locked\": \"REQUEST\"}], \"server\": {\"id\": \"x\", \"created\": "
            + "\"REQUEST\"}, \"token\": {\"expires_at\": \"REQUEST\"}}",
        "400 {\"REQUEST\": {\"message\": \"no\", \"code\": 400}}",
        "409 BASE64",
        "500 {\"computeFault\": {\"message\": \"URL ESCAPES ENTITIES\", \"code\": 500}}",
        "REASON",
        "RESET",
        "TRUNCATED",
        "STATUSLINE",
        "HEADERNAME",
        "HEADERLINE",
        "REQUESTID",
        "LOCATION",
    ];

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Echoes))]
    public void Commands_ShowNoSecret_WhenTheCloudEchoesTheRequest(string echo)
    {
        using var cloud = new RawServer(Respond);
        string[] connects =
        [
            $"Connect-NovaProject -AuthUrl {cloud.Url} -Credential $credential -ProjectName p",
            $"Connect-NovaProject -AuthUrl {cloud.Url} -UserId u -Password $password -ProjectId p",
            $"Connect-NovaProject -AuthUrl {cloud.Url} -Credential $credential -Passcode $passcode -ProjectId p",
            $"Connect-NovaProject -AuthUrl {cloud.Url} -ApplicationCredential $app",
            $"Connect-NovaProject -AuthUrl {cloud.Url} -Token $token -ProjectName p",
            $"Connect-NovaProject -Endpoint {cloud.Url}v2.1 -ProjectId p -Token $token",
        ];
        string[] commands =
        [
            "Get-NovaServer", $"Get-NovaServer {Id}", "Get-NovaServer web*", $"Start-NovaServer {Id}", $"Stop-NovaServer {Id}",
                "Start-NovaServer web1",
            $"Wait-NovaServer {Id} -Timeout 0", $"Get-NovaServerAction {Id}", $"Start-NovaServer {Id} -WhatIf", "Test-NovaConnection",
            "Get-NovaConnection",
            $"Enable-NovaServerRescue {Id} -AdminPassword $password", $"Invoke-NovaServerRebuild {Id} -AdminPassword $password -Confirm:0",
            $"Enable-NovaServerRescue {Id} -Image a", $"Resize-NovaServer {Id} -Flavor a", $"Set-NovaServer {Id} -Metadata @{{ a = 1 }}",
            $"Get-NovaServerConsole {Id} -Url", "Get-NovaServer -Project other", "Get-NovaServerAction -User other",
            "Disconnect-NovaProject",
        ];

        foreach (var connect in connects)
        {
            _failure = echo;
            AssertNoSecret(connect);
            AssertNoSecret(connect.Replace("Connect-NovaProject", "Test-NovaConnection", StringComparison.Ordinal));
            _failure = "";
            AssertNoSecret(connect);
            Assert.NotEmpty(_host.Run("Get-NovaConnection").Output);
            // Most commands do not depend on how the connection was made, and all handle responses that are not HTTP in the same way.
            var isWhole = (connect == connects[0] || connect == connects[^1]) && !echo.All(char.IsUpper);
            foreach (var command in isWhole ? commands : commands[..2])
            {
                _failure = command is "Get-NovaConnection" ? "" : echo;
                AssertNoSecret(command);
            }
        }
    }

    // Other redactors of the process do not know these secrets, so that only that of the connection can hide them.
    [Theory]
    [InlineData("-AuthUrl {0} -UserId u -Password $secret -ProjectId p", "Unsent-pa55word")]
    [InlineData("-AuthUrl {0} -ApplicationCredential ([pscredential]::new('id', $secret))", "Unsent-app-5ecret")]
    [InlineData("-AuthUrl {0} -Token $secret -ProjectName p", "Unsent-t0ken-of-keystone")]
    [InlineData("-Endpoint {0}v2.1 -ProjectId p -Token $secret", "Unsent-t0ken-of-nova")]
    public void TestConnection_HidesASecret_WhenAServerRepeatsItBeforeItIsSent(string parameters, string secret)
    {
        using var cloud = new RawServer(request => RawServer.Respond(500,
            (request.Head + request.Body).Contains(secret, StringComparison.Ordinal) ? "sent" : "early " + secret));
        var script = "Test-NovaConnection " + string.Format(null, parameters, cloud.Url) + " | ForEach-Object { $_.Detail; $_.Remedy }";

        var rows = _host.Run(script, ("secret", new NetworkCredential("", secret).SecurePassword)).Output
            .Select(o => o?.ToString()).ToList();

        Assert.Contains(rows, row => row?.Contains("early ***", StringComparison.OrdinalIgnoreCase) == true);
        Assert.DoesNotContain(rows, row => row?.Contains(secret, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("Enable-NovaServerRescue web1 -AdminPassword $secret")]
    [InlineData("Invoke-NovaServerRebuild {0} -AdminPassword $secret -Confirm:$false")]
    [InlineData("Invoke-NovaServerRebuild {0} -AdminPassword $secret -WhatIf")]
    public void AdminPassword_IsHidden_WhenTheCloudRepeatsItBeforeItIsSent(string script)
    {
        using var cloud = new Support.Cloud(r => r.Target == "/v2.1/" ? RawServer.Respond(404)
            : RawServer.Respond(500, """{"computeFault": {"code": 500, "message": "early hunter22"}}"""));

        var error = cloud.Host.Run(string.Format(null, script, Id), ("secret", new NetworkCredential("", "hunter22").SecurePassword))
            .AssertError("NovaServiceError");

        Assert.Contains("early ***", error.ToString(), StringComparison.Ordinal);
        Assert.Single(cloud.Targets);
    }

    [Fact]
    public void CauseOfAFailure_HasNoSecret_InObjectsThatAreExported()
    {
        const string Cause = "\"message\": \"inject hunter22\"";
        using var cloud = new Support.Cloud(r => r.Target switch
        {
            "/v2.1/" => RawServer.Respond(404),
            _ when r.Line.StartsWith("POST", StringComparison.Ordinal) => RawServer.Respond(200, "{}"),
            _ when r.Target.EndsWith("/req-1", StringComparison.Ordinal) => RawServer.Respond(200, "{\"instanceAction\": {\"action\": "
                + "\"rescue\", \"request_id\": \"req-1\", " + Cause + ", \"events\": [{\"event\": \"e\", \"details\": \"hunter22\"}]}}"),
            _ => RawServer.Respond(200, "{\"server\": {\"id\": \"" + Id + "\", \"name\": \"web1\", \"status\": \"ERROR\", \"fault\": {"
                + Cause + "}}}"),
        });

        var result = cloud.Host.Run($"Enable-NovaServerRescue {Id} -AdminPassword $secret; Get-NovaServer {Id}; "
            + $"Get-NovaServerAction {Id} -RequestId req-1", ("secret", new NetworkCredential("", "hunter22").SecurePassword));

        var exported = string.Join("\n", result.AssertNoErrors().Output.Select(o => PSSerializer.Serialize(o, 4)));
        Assert.Equal(2, exported.Split("<S N=\"Message\">inject ***<").Length - 1);
        Assert.Contains("<S N=\"Details\">***<", exported, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", exported, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connect-NovaProject -AuthUrl https://u:C4n4ry@k/v3 -Credential $credential")]
    [InlineData("Connect-NovaProject -AuthUrl ftp://u:C4n4ry@k/v3 -Credential $credential")]
    [InlineData("Connect-NovaProject -Endpoint https://u:C4n4ry@n/v2.1 -ProjectId p -Token $token")]
    [InlineData("Connect-NovaProject -Endpoint ftp://u:C4n4ry@n/v2.1 -ProjectId p -Token $token")]
    public void Connect_DoesNotQuoteTheUrl_WhenItHasAPassword(string script)
    {
        var error = _host.Run(script, Secrets()).AssertTerminatingError("NovaConnectInputInvalid");

        // InvocationInfo has the command as typed, for every command of PowerShell.
        Assert.DoesNotContain("C4n4ry", error + " " + error.TargetObject + " " + error.Exception, StringComparison.Ordinal);
    }

    private void AssertNoSecret(string script)
    {
        var result = _host.Run("$Error.Clear(); $VerbosePreference = $DebugPreference = 'Continue'; " + script, Secrets());
        var text = new StringBuilder()
            .AppendJoin('\n', result.Verbose.Concat(result.Debug).Concat(result.Warning).Concat(result.Information))
            .AppendJoin('\n', result.Progress.Select(p => p.ToString()));
        text.Append(_host.RenderText("""
            $e = $Error[0]
            $e | Format-List * -Force
            for ($x = $e.Exception; $x; $x = $x.InnerException) {
                $x | Format-List * -Force
                $x | Select-Object * -ExcludeProperty TargetSite | ConvertTo-Json -Depth 2 -WarningAction Ignore
            }
            """));
        foreach (var error in result.Errors.Concat(result.TerminatingError is null ? [] : [result.TerminatingError]))
            text.Append(error).Append(error.Exception).Append(error.ErrorDetails?.RecommendedAction).Append(PSSerializer.Serialize(error))
                .Append(PSSerializer.Serialize(error.Exception));
        foreach (var value in result.Output)
            text.Append(value).Append(PSSerializer.Serialize(value, 3));
        text.Append(_host.RenderText(script)).Append(_host.RenderText("$Error"));
        var shown = text.ToString();
        // The pattern has no context before the canary, which would make the search ten times slower.
        var found = Regex.Match(shown, Canary, RegexOptions.IgnoreCase);
        Assert.False(found.Success, script + " with " + _failure + ": "
            + shown[Math.Max(0, found.Index - 80)..Math.Min(shown.Length, found.Index + found.Length + 40)]);
    }

    private string? Respond(RawRequest request)
    {
        var all = request.Head + "\r\n" + request.Body;
        if (_failure == "RESET")
            return null;
        if (_failure == "TRUNCATED")
            return "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n{\"servers\": [{\"name\": \"" + Escape(all);
        if (_failure == "REASON")
            return "HTTP/1.1 500 " + (request.Header("X-Auth-Token") ?? request.Body) + "\r\nContent-Length: 0\r\n\r\n";
        var sent = request.Header("X-Auth-Token") ?? new[] { Secret, HandedIn }
            .FirstOrDefault(s => request.Body.Contains(s, StringComparison.Ordinal)) ?? Password;
        // Encoded so that a header can have it.
        var secret = Uri.EscapeDataString(sent);
        switch (_failure)
        {
            case "STATUSLINE":
                return "NOT HTTP " + all.ReplaceLineEndings(" ") + "\r\n\r\n";
            case "HEADERNAME":
                return "HTTP/1.1 200 OK\r\nX " + secret + ": 1\r\nContent-Length: 0\r\n\r\n";
            case "HEADERLINE":
                return "HTTP/1.1 200 OK\r\n" + secret + "\r\nContent-Length: 0\r\n\r\n";
            case "REQUESTID":
                return RawServer.Respond(500, "{}",
                    "X-Compute-Request-Id: " + secret + "\r\nX-OpenStack-Request-Id: req-" + secret + "\r\n");
            case "LOCATION":
                return RawServer.Respond(302, "", "Location: https://" + secret + ".example/" + secret + "\r\n");
        }

        if (_failure.Length > 0)
        {
            var body = _failure[4..].Replace("BASE64", Convert.ToBase64String(Encoding.UTF8.GetBytes(all)), StringComparison.Ordinal)
                .Replace("URL", string.Concat(Encoding.UTF8.GetBytes(sent).Select(b => $"%{b:X2}")), StringComparison.Ordinal)
                .Replace("ESCAPES", string.Concat(sent.Select(c => $"\\\\u{(int)c:x4}")), StringComparison.Ordinal)
                .Replace("ENTITIES", string.Concat(sent.Select(c => $"&#x{(int)c:X};")), StringComparison.Ordinal);
            return RawServer.Respond(int.Parse(_failure[..3], null),
                body.Replace("REQUEST", body[0] == '{' ? Escape(all) : body[0] == '<' ? WebUtility.HtmlEncode(all)
                : request.Body + " " + request.Header("X-Auth-Token"), StringComparison.Ordinal), "Retry-After: 0\r\n");
        }

        return request.Target switch
        {
            "/v3/auth/tokens" when request.Line.StartsWith("POST", StringComparison.Ordinal) => RawServer.Respond(201, """
                {"token": {"expires_at": "2030-01-01T00:00:00.000000Z", "user": {"name": "u"}, "project": {"id": "p", "name": "p"},
                 "catalog": [{"type": "compute", "endpoints": [{"interface": "public", "region_id": "R", "url": "URL"}]}]}}
                """.Replace("URL", "http://" + request.Header("Host") + "/v2.1", StringComparison.Ordinal), "X-Subject-Token: " + Issued + "\r\n"),
            _ => RawServer.Respond(404),
        };
    }

    private static string Escape(string text) => Newtonsoft.Json.JsonConvert.ToString(text).Trim('"');

    private static (string, object?)[] Secrets()
    {
        var password = new NetworkCredential("", Password).SecurePassword;
        return
        [
            ("password", password), ("credential", new PSCredential("demo", password)),
                ("app", new PSCredential("id", new NetworkCredential("", Secret).SecurePassword)),
            ("token", new NetworkCredential("", HandedIn).SecurePassword),
            ("passcode", new NetworkCredential("", "C4n4ry-code").SecurePassword),
        ];
    }
}
