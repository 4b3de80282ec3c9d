using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Diagnostics;
using NovaPS.Client.Http;
using NovaPS.Client.Identity;
using NovaPS.Client.Tests.Support;
using Xunit;

namespace NovaPS.Client.Tests.Diagnostics;

/// <summary>Runs a diagnosis of a login and collects its rows.</summary>
internal sealed class DiagnosisRun : INetwork
{
    public const string Password = "C4n4ry-password";

    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The names that do not resolve.</summary>
    public HashSet<string> UnknownNames { get; } = [];

    /// <summary>The addresses of names; others resolve to loopback.</summary>
    public Dictionary<string, IPAddress[]> Addresses { get; } = [];

    /// <summary>The addresses that do not respond.</summary>
    public HashSet<IPAddress> SilentAddresses { get; } = [];

    public TestClock Clock { get; init; } = new();

    public List<NovaConnectionTest> Rows { get; } = [];

    public static ConnectRequest LoginTo(Uri keystone, TlsOptions? tls = null) =>
        new(KeystoneClient.ParseAuthUrl(keystone.AbsoluteUri),
            new PasswordCredential(null, "demo", DomainName.Parse("default"), SecureText.From(Password)))
        {
            Scope = new ProjectScope(null, "demo", DomainName.Parse("default")),
            Tls = tls,
            RequestTimeout = RequestTimeout,
        };

    public Task<DiagnosisRun> OfAsync(ConnectRequest request) => OfAsync(DiagnosisTarget.Of(request, StepResult.Ok("x.")));

    /// <summary>Runs the diagnosis, and asserts that each step has one row, in order, and that no row shows a secret.</summary>
    public async Task<DiagnosisRun> OfAsync(DiagnosisTarget target)
    {
        await Diagnosis.RunAsync(target, this, Clock, static _ => { }, Rows.Add, NoLog.Instance, CancellationToken.None)
            .WaitAsync(TestWait.Bound);
        Assert.Equal(Diagnosis.Steps.Select(s => s.Name), Rows.Select(r => r.Step));
        Assert.All(Rows, row =>
        {
            Assert.DoesNotContain("C4n4ry", row.Detail + row.Remedy, StringComparison.Ordinal);
            Assert.NotEmpty(row.Detail!);
            Assert.Equal(row.Result == "Skipped", row.Duration is null);
        });
        return this;
    }

    public NovaConnectionTest this[string step] => Rows.Single(r => r.Step == step);

    /// <summary>Asserts the text of a step.</summary>
    public void AssertRow(string step, string result, params string[] texts)
    {
        var row = this[step];
        Assert.True(row.Result == result, $"{step} is {row.Result}: {row.Detail}");
        Assert.All(texts, text => Assert.Contains(text, row.Detail + " " + row.Remedy, StringComparison.Ordinal));
    }

    /// <summary>Asserts that the step failed, and that each later step that depends on it was skipped.</summary>
    public void AssertFailed(string step, params string[] texts)
    {
        AssertRow(step, "Failed", texts);
        Assert.NotNull(this[step].Remedy);
        Assert.All(Rows.Where(r => r.Detail!.StartsWith("Not tested", StringComparison.Ordinal)),
            r => Assert.Contains("the step " + step + " failed", r.Detail, StringComparison.Ordinal));
        Assert.Single(Rows, r => r.Result == "Failed");
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) =>
        UnknownNames.Contains(host) ? throw new SocketException((int)SocketError.HostNotFound)
            : Task.FromResult(Addresses.GetValueOrDefault(host, [IPAddress.Loopback]));

    public async Task ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        if (SilentAddresses.Contains(address))
        {
            // The limit of a connection.
            Clock.Expire(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        await SystemNetwork.Instance.ConnectAsync(address, port, cancellation);
    }
}
