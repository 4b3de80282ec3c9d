using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace NovaPS.Client.Tests;

internal static class Clients
{
    public const string Token = "gAAAAABtheToken";
    public const string Id = "0199340e-0f3e-4612-96be-6f1861b192b5";
    public const string Project = "b72dc11461c84102b97576ae24d2b88c";

    public static ComputeClient Connect(Uri endpoint, IClock? clock = null, TimeSpan? timeout = null) =>
        Connector.FromToken(endpoint.AbsoluteUri, Project, Token, null, timeout ?? TimeSpan.FromSeconds(30), clock ?? SystemClock.Instance).Client!;

    public static Task<NovaServerAction> StartAsync(this ComputeClient client, ICallObserver? observer = null, string id = Id) =>
        ServerApi.ActAsync(client, ServerActionKind.Start, id, null, observer ?? NoObserver.Instance, CancellationToken.None);

    public static Task<NovaServer> GetAsync(this ComputeClient client, ICallObserver? observer = null, string id = Id) =>
        ServerApi.GetAsync(client, id, observer ?? NoObserver.Instance, CancellationToken.None);

    public static async Task<NovaException> FailsAsync<T>(Task<T> task) => await Assert.ThrowsAsync<NovaException>(async () => await task);
}
