using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.Workloads;

/// <summary>Starts servers, with 16 requests in flight.</summary>
internal static class StartWorkload
{
    private const int InFlight = 16;

    public static void Run(int port, int count, int rounds)
    {
        var endpoint = FarEndProcess.Endpoint(port, count);
        using var session = new Session(endpoint);
        using var http = new HttpClient();
        var ids = Enumerable.Range(0, count).Select(ServerPage.Id).ToArray();
        session.Set("ids", ids);
        session.Set("url", endpoint);
        session.Run("$servers = Get-NovaServer");
        var comparison = new Comparison(FormattableString.Invariant($"Start {count:#,0} servers"));
        comparison.Add("floor: HttpClient, 16 in flight", () => StartAsync(http, endpoint, ids).GetAwaiter().GetResult(), isFloor: true);
        comparison.Add("Start-NovaServer, ids", () => session.Run("$ids | Start-NovaServer | Out-Null"));
        comparison.Add("Start-NovaServer, objects", () => session.Run("$servers | Start-NovaServer | Out-Null"));
        comparison.Add("Invoke-RestMethod, one by one", () => session.Run("""
            foreach ($id in $ids) {
                $null = Invoke-RestMethod "$url/servers/$id/action" -Method Post -Body '{"os-start": null}' `
                    -ContentType application/json -Headers @{ 'X-Auth-Token' = 'x' }
            }
            """), rounds: 3);
        comparison.Add("Invoke-RestMethod, -Parallel, 16 in flight", () => session.Run("""
            $ids | ForEach-Object -ThrottleLimit 16 -Parallel {
                $null = Invoke-RestMethod "$using:url/servers/$_/action" -Method Post -Body '{"os-start": null}' `
                    -ContentType application/json -Headers @{ 'X-Auth-Token' = 'x' }
            }
            """), rounds: 3);
        comparison.Run(rounds);
    }

    private static async Task StartAsync(HttpClient http, string endpoint, string[] ids)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < ids.Length;)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, endpoint + "/servers/" + ids[i] + "/action");
                request.Headers.Add("X-Auth-Token", "gAAAAABnotASecretButAsLongAsAFernetToken");
                request.Content = new ByteArrayContent("{\"os-start\": null}"u8.ToArray());
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.SendAsync(request);
                response.EnsureSuccessStatusCode();
            }
        })));
    }
}
