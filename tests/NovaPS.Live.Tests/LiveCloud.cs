using System;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using NovaPS.Tests.Support;

namespace NovaPS.Live.Tests;

/// <summary>
/// A session that is connected to the cloud of OS_*. It restores the servers of NOVAPS_LIVE_SERVERS to SHUTOFF.
/// </summary>
public abstract class LiveCloud : IDisposable
{
    private readonly bool _isNamed = new LiveFactAttribute().Skip is null;

    /// <summary>Connects without arguments, with the settings of the environment.</summary>
    protected LiveCloud()
    {
        if (!_isNamed)
            return;
        // For all tests, so that none depends on those before it.
        if (Variable("NOVAPS_LIVE_CLOUDS") is { Length: > 0 } clouds)
            Environment.SetEnvironmentVariable("OS_CLIENT_CONFIG_FILE", clouds);
        Host = new ModuleHost();
        Host.Run("$connection = Connect-NovaProject", ("servers", Servers)).AssertNoErrors();
        PutBack();
    }

    /// <summary>The names of the servers that the tests may change.</summary>
    protected static string[] Servers { get; } = Variable("NOVAPS_LIVE_SERVERS")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The session.</summary>
    protected ModuleHost Host { get; } = null!;

    /// <summary>The id of the first server.</summary>
    protected string FirstId => (string)Host.Value($"(Get-NovaServer {Servers[0]}).Id");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isNamed)
        {
            Host.Run("$null = Connect-NovaProject").AssertNoErrors();
            PutBack();
            Host.Run("Get-NovaConnection | Disconnect-NovaProject").AssertNoErrors();
            Host.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Returns the value of a variable; empty if it is not set.</summary>
    /// <param name="name">The variable.</param>
    /// <returns>The value.</returns>
    protected static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    /// <summary>Returns a credential from variables such as OS_USERNAME.</summary>
    /// <param name="prefix">OS_, or NOVAPS_LIVE_READER_.</param>
    /// <returns>The credential.</returns>
    protected static PSCredential Credential(string prefix) =>
        new(Variable(prefix + "USERNAME"), new NetworkCredential("", Variable(prefix + "PASSWORD")).SecurePassword);

    /// <summary>Requests a token for the user of OS_* from Keystone, without NovaPS.</summary>
    /// <returns>The token.</returns>
    protected static string NewToken()
    {
        var domain = new { name = "Default" };
        var user = new { name = Variable("OS_USERNAME"), domain, password = Variable("OS_PASSWORD") };
        var body = JsonSerializer.Serialize(new
        {
            auth = new
            {
                identity = new { methods = new[] { "password" }, password = new { user } },
                scope = new { project = new { name = Variable("OS_PROJECT_NAME"), domain } },
            },
        });
        using var response = Send(HttpMethod.Post, Variable("OS_AUTH_URL") + "/auth/tokens", null, body);
        return string.Join("", response.Headers.GetValues("X-Subject-Token"));
    }

    /// <summary>Sends a request without NovaPS.</summary>
    /// <param name="method">The method.</param>
    /// <param name="url">The URL.</param>
    /// <param name="token">The token; null if there is none.</param>
    /// <param name="body">The body as JSON; null if there is none.</param>
    /// <param name="subject">The token that the request concerns; null if there is none.</param>
    /// <returns>The response.</returns>
    protected static HttpResponseMessage Send(HttpMethod method, string url, string? token, string? body, string? subject = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, url);
        if (token is not null)
            request.Headers.Add("X-Auth-Token", token);
        if (subject is not null)
            request.Headers.Add("X-Subject-Token", subject);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return http.Send(request);
    }

    /// <summary>Stops the servers, whatever state a test that failed has left them in.</summary>
    private void PutBack() => Host.Run("""
        $left = Get-NovaServer | Where-Object { $_.Name -in $servers } | Wait-NovaServer
        $left | Where-Object Status -EQ VERIFY_RESIZE | Undo-NovaServerResize -Wait
        $left | Where-Object Status -EQ RESCUE | Disable-NovaServerRescue -Wait
        $left | Where-Object Status -EQ ERROR | Restart-NovaServer -Force -Wait
        $left | Where-Object Status -In PAUSED, SUSPENDED, SHELVED, SHELVED_OFFLOADED | Resume-NovaServer -Wait
        $left | Stop-NovaServer -Idempotent -Wait
        foreach ($server in $left | Where-Object { $_.Description -or $_.Tags -or $_.Metadata.Count }) {
            $none = @{}
            foreach ($key in $server.Metadata.Keys) { $none[$key] = $null }
            Set-NovaServer $server -Description $null -Metadata $none -Tag @()
        }
        """).AssertNoErrors();
}
