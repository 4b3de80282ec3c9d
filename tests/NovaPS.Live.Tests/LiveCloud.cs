using System;
using System.Management.Automation;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using NovaPS.Tests.Support;

namespace NovaPS.Live.Tests;

/// <summary>
/// A session that is connected to the cloud of OS_*, and puts the servers of NOVAPS_LIVE_SERVERS back as they were: SHUTOFF.
/// </summary>
public abstract class LiveCloud : IDisposable
{
    private readonly bool _isNamed = new LiveFactAttribute().Skip is null;

    /// <summary>Connects with no arguments, as the environment says.</summary>
    protected LiveCloud()
    {
        if (!_isNamed)
            return;
        Host = new ModuleHost();
        Host.Run("$connection = Connect-NovaProject", ("servers", Servers)).AssertNoErrors();
        PutBack();
    }

    /// <summary>The names of the servers that may be touched.</summary>
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

    /// <summary>A variable's value; empty where it is not set.</summary>
    /// <param name="name">The variable.</param>
    /// <returns>The value.</returns>
    protected static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    /// <summary>A credential from variables such as OS_USERNAME.</summary>
    /// <param name="prefix">OS_, or NOVAPS_LIVE_READER_.</param>
    /// <returns>The credential.</returns>
    protected static PSCredential Credential(string prefix) =>
        new(Variable(prefix + "USERNAME"), new NetworkCredential("", Variable(prefix + "PASSWORD")).SecurePassword);

    /// <summary>A token of the user of OS_*, straight from Keystone.</summary>
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

    /// <summary>Sends something past NovaPS.</summary>
    /// <param name="method">The method.</param>
    /// <param name="url">The URL.</param>
    /// <param name="token">The token, where there is one.</param>
    /// <param name="body">JSON, where there is a body.</param>
    /// <param name="subject">The token that the call is about, where it is about one.</param>
    /// <returns>The answer.</returns>
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

    private void PutBack() => Host.Run(
        "Get-NovaServer | Where-Object { $_.Name -in $servers } | Wait-NovaServer | Where-Object Status -ne SHUTOFF | Stop-NovaServer | "
            + "Wait-NovaServer").AssertNoErrors();
}
