using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Robustness.Faults;
using NovaPS.Robustness.Wire;
using NovaPS.Simulator;

namespace NovaPS.Robustness.Soaking;

/// <summary>The other process of a soak: a simulator, and before it a proxy that does something wrong with one response in a
/// hundred.</summary>
internal static class SoakFarEnd
{
    /// <summary>Writes one line (URL with faults, URL without, user, password, project), and ends when its input ends.</summary>
    public static async Task<int> RunAsync(int servers, int seed, bool showsFaults)
    {
        using var simulator = new NovaSimulator(new NovaSimulatorOptions
        {
            StartDelay = TimeSpan.FromMilliseconds(30),
            StopDelay = TimeSpan.FromMilliseconds(30),
        });
        for (var i = 0; i < servers; i++)
            simulator.AddServer("soak" + i.ToString(CultureInfo.InvariantCulture), "SHUTOFF");
        var random = new Random(seed);
        // What lies in Nova's own form, or takes a second or many megabytes, would say nothing about growth.
        var faults = FaultTable.All.Where(f => f is { Hangs: false, IsLarge: false, IsPlausible: false, HidesActions: false,
            Needs: Needs.Anything or Needs.Json }
            && !f.Name.StartsWith("nova-", StringComparison.Ordinal) && !f.Name.StartsWith("retry-", StringComparison.Ordinal)).ToArray();
        var hits = 0;
        using var end = new FarEnd(new Uri(simulator.AuthUrl), async exchange =>
        {
            Fault? fault;
            lock (random)
                fault = random.Next(100) == 0 ? faults[random.Next(faults.Length)] : null;
            if (fault is null)
                return await exchange.SendAsync(await exchange.ForwardAsync());
            Interlocked.Increment(ref hits);
            if (showsFaults)
                await Console.Error.WriteLineAsync($"    {fault.Name} to {exchange.Request.Method} {exchange.Request.Target}");
            return await fault.Act(exchange);
        }) { Secret = simulator.GetPassword() };
        Console.WriteLine(string.Join(" ", end.Url, simulator.AuthUrl, simulator.UserName, simulator.GetPassword(), simulator.ProjectName));
        while (await Console.In.ReadLineAsync() is not null)
        {
            end.Requests.Clear();
            simulator.ClearRequests();
            Console.WriteLine(hits.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }
}
