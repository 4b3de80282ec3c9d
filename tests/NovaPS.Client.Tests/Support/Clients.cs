using System;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Client.Compute;
using NovaPS.Client.Operations;
using Xunit;

namespace NovaPS.Client.Tests.Support;

internal static class Clients
{
    public const string Token = "gAAAAABtheToken";
    public const string Id = "0199340e-0f3e-4612-96be-6f1861b192b5";
    public const string Project = "b72dc11461c84102b97576ae24d2b88c";

    /// <summary>Creates a client with a known microversion, so that it sends only the requests of the test.</summary>
    public static ComputeClient Connect(Uri endpoint, IClock? clock = null, TimeSpan? timeout = null) =>
        Connect(endpoint, clock ?? SystemClock.Instance, timeout ?? TimeSpan.FromSeconds(30), new Microversion(2, 1));

    /// <summary>Creates a client that negotiates its microversion, or uses a pinned one.</summary>
    public static ComputeClient Connect(Uri endpoint, IClock clock, TimeSpan timeout, Microversion? version) =>
        Connector.FromToken(endpoint.AbsoluteUri, Project, Token, version, timeout, null, clock).Client!;

    /// <summary>Sends one request and returns its response.</summary>
    public static Task<Accepted> StartAsync(this ComputeClient client, IClientLog? log = null, string id = Id) =>
        ServerApi.ActAsync(client, ServerAction.Start, id, null, log ?? NoLog.Instance, CancellationToken.None);

    /// <summary>Runs a whole operation until its action is accepted.</summary>
    public static async Task<NovaServerAction> BeginAsync(this ComputeClient client, ServerAction action, bool isIdempotent = false,
        IClientLog? log = null, string id = Id)
    {
        var operation = Operation.Send(action) with { IsIdempotent = isIdempotent, UserId = client.Tokens.Current.UserId };
        var tracked = new TrackedOperation(id, operation) { Connection = client.Connection };
        return await OperationSender.RunAsync(client, tracked, log ?? NoLog.Instance, CancellationToken.None) is FailedStep failed
            ? throw OperationErrors.Of(tracked, failed)
            : tracked.ToAction();
    }

    public static Task<NovaServer> GetAsync(this ComputeClient client, IClientLog? log = null, string id = Id) =>
        ServerApi.GetAsync(client, id, log ?? NoLog.Instance, CancellationToken.None);

    public static async Task<NovaException> FailsAsync<T>(Task<T> task) => await Assert.ThrowsAsync<NovaException>(async () => await task);
}
