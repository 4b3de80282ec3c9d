using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using Newtonsoft.Json;
using NovaPS.Benchmarks.FarEnd;
using NovaPS.Benchmarks.Measuring;

namespace NovaPS.Benchmarks.Workloads;

/// <summary>Lists all servers of a project.</summary>
internal static class ListWorkload
{
    public static void Run(int port, int count, int rounds)
    {
        var endpoint = FarEndProcess.Endpoint(port, count);
        var pages = Enumerable.Range(0, (count + ServerPage.Size - 1) / ServerPage.Size)
            .Select(page => ServerPage.Get(endpoint, count, page * ServerPage.Size, ServerPage.Size)).ToArray();
        using var session = new Session(endpoint);
        using var http = new HttpClient();
        session.Set("url", endpoint + "/servers/detail");
        session.Run("$known = @(Get-NovaServer)");
        var comparison = new Comparison(FormattableString.Invariant($"List {count:#,0} servers ({pages.Sum(p => p.Length) / 1e6:0.0} MB)"));
        comparison.Add("floor: JsonTextReader over the same bytes in memory", () =>
        {
            foreach (var page in pages)
                Walk(new MemoryStream(page));
        }, isFloor: true);
        comparison.Add("HttpClient and JsonTextReader", () =>
        {
            for (var page = 0; page < pages.Length; page++)
            {
                using var stream = http.GetStreamAsync(endpoint + "/servers/detail" + (page == 0 ? string.Empty
                    : "?marker=" + ServerPage.Id((page * ServerPage.Size) - 1))).Result;
                Walk(stream);
            }
        });
        comparison.Add("Get-NovaServer, into Out-Null", () => session.Run("Get-NovaServer | Out-Null"));
        comparison.Add("Get-NovaServer, into a variable", () => session.Run("$servers = Get-NovaServer; $servers = $null"));
        comparison.Add("Get-NovaServer, into ForEach-Object", () => session.Run("Get-NovaServer | ForEach-Object { }"));
        comparison.Add("PowerShell alone: an array of them into ForEach-Object", () => session.Run("$known | ForEach-Object { }"));
        comparison.Add("Invoke-RestMethod, page by page", () => session.Run("""
            $next = $url
            while ($next) {
                $page = Invoke-RestMethod $next -Headers @{ 'X-Auth-Token' = 'x' }
                $page.servers | Out-Null
                $link = $page.servers_links | Where-Object rel -EQ next
                $next = if ($link) { $url + '?' + $link.href.Split('?')[1] }
            }
            """), rounds: 3);
        comparison.Run(rounds);
    }

    private static void Walk(Stream stream)
    {
        using var reader = new JsonTextReader(new StreamReader(stream));
        while (reader.Read())
        {
        }
    }
}
