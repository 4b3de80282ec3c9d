using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using Xunit;

namespace NovaPS.Live.Tests;

/// <summary>Tests each filter of Get-NovaServer on a real Nova, as a member and as an administrator, and Get-NovaFlavor.</summary>
public sealed class FilterTests : LiveCloud
{
    private const string Clouds = "NOVAPS_LIVE_CLOUDS";

    [LiveFact(Clouds)]
    public void Filters_FindTheServers_AsMemberAndAsAdministrator()
    {
        Prepare();
        var (first, second) = (Servers[0], Servers[1]);
        Host.Run("$locked = (Lock-NovaServer $first -Wait).Updated").AssertNoErrors();
        try
        {
            AssertFilters(first, second);
        }
        finally
        {
            Host.Run("Unlock-NovaServer $first -Wait").AssertNoErrors();
        }
    }

    [LiveFact(Clouds)]
    public void AdministratorFilters_FindTheServers_AsAdministrator()
    {
        Prepare();
        var both = $"{Servers[0]} {Servers[1]}";
        Host.Run("$host1 = (Get-NovaServer $server.Id -Connection $admin).ComputeHost").AssertNoErrors();

        foreach (var (filter, expected) in new[]
        {
            ("-AllProjects -ComputeHost $host1.ToUpper()", both),
            ("-AllProjects -HostName *", both),
            ("-Project $connection.ProjectName -ComputeHost *", both),
            ("-Project other", ""),
            ("-Project oth*, $connection.ProjectId", both),
        })
            Assert.Equal((filter, expected), (filter, Names($"Get-NovaServer $first, $second {filter} -Connection $admin")));
        Host.Run("Get-NovaServer -Deleted -AllProjects -Connection $admin").AssertNoErrors();
        AssertError("Get-NovaServer -ComputeHost nosuch -AllProjects -Connection $admin", "NovaResourceNotFound", "Tab");
        AssertError("Get-NovaServer -Project othr -Connection $admin", "NovaResourceNotFound", "'other'");
    }

    [LiveFact(Clouds)]
    public void Filters_AreRefusedWithAReason_AsMemberAndAsReader()
    {
        Prepare();
        foreach (var cloud in new[] { "demo", "reader" })
        {
            Host.Run($"$user = Connect-NovaProject -Cloud {cloud} -NotDefault").AssertNoErrors();
            AssertError("Get-NovaServer -ComputeHost x -Connection $user", "NovaForbidden", "administrators only");
            AssertError("Get-NovaServer -Deleted -Connection $user", "NovaForbidden", "-ChangedSince");
            AssertError("Get-NovaServer -Project other -Connection $user", "NovaForbidden", "Your projects are: demo.");
            AssertError("Get-NovaServer -AllProjects -Connection $user", "NovaForbidden", "administrators only");
            AssertError("Get-NovaServer -Flavor m1.nanoo -Connection $user", "NovaResourceNotFound", "'m1.nano'");
            AssertError("Get-NovaServer -Image ($image + 'x') -Connection $user", "NovaResourceNotFound", "-Image");
            AssertError("Get-NovaServer -AvailabilityZone nosuch -Connection $user", "NovaResourceNotFound", "Tab");
            AssertError("Get-NovaServer -Status Activ -Connection $user", "NovaFilterInputInvalid", "ACTIVE");
        }
    }

    [LiveFact(Clouds)]
    public void DeletedServers_AreFound_WithChangedSinceAsMemberAndAlwaysAsAdministrator()
    {
        Prepare();
        var body = (string)Host.Value("""
            ConvertTo-Json @{ server = @{ name = 'novaps-deleted'; imageRef = $server.ImageId; networks = 'none'
                flavorRef = (Get-NovaFlavor $server.Flavor).Id } }
            """);
        var id = Nova(HttpMethod.Post, "/servers", body).GetProperty("server").GetProperty("id").GetString()!;
        Host.Run($"$since = (Get-Date).AddHours(-1); Wait-NovaServer {id} -Status ACTIVE").AssertNoErrors();
        Nova(HttpMethod.Delete, "/servers/" + id, null);
        Host.Run($"Wait-NovaServer {id} -Deleted").AssertNoErrors();

        foreach (var filter in new[] { "-Deleted -ChangedSince $since", "-Deleted -AllProjects -ChangedSince $since -Connection $admin",
            "-Deleted -AllProjects -Connection $admin", "-Status DELETED -AllProjects -Connection $admin" })
            Assert.Equal((filter, "1"), (filter, Host.Value($"@(@((Get-NovaServer {filter}).Id) -eq '{id}').Count").ToString()));
        Assert.Equal("0", Host.Value($"@(@((Get-NovaServer -ChangedSince $since).Id) -eq '{id}').Count").ToString());
    }

    [LiveFact(Clouds)]
    public void Flavors_AreListed_ForEachUser()
    {
        Prepare();

        foreach (var connection in new[] { "$connection", "$admin" })
        {
            Assert.Contains("m1.nano", Names($"Get-NovaFlavor -Connection {connection}").Split(' '));
            Assert.Equal("1 64 1 0 0 True", Host.Value($"$f = Get-NovaFlavor m1.nano -Connection {connection}; "
                + "$f.VCpus, $f.RamMB, $f.DiskGB, $f.EphemeralGB, $f.SwapMB, $f.IsPublic -join ' '"));
        }
    }

    /// <summary>Sets the tags and the metadata of the first two servers, and connects as administrator.</summary>
    private void Prepare()
    {
        Host.Run("""
            $first, $second = $servers[0..1]
            $admin = Connect-NovaProject -Cloud admin -NotDefault
            $server = Get-NovaServer $first
            Unlock-NovaServer $first, $second -Wait
            """).AssertNoErrors();
        var ids = Servers.Take(2).Select(name => (string)Host.Value($"(Get-NovaServer {name}).Id")).ToArray();
        Put("/servers/" + ids[0] + "/tags", """{"tags": ["novaps-a", "novaps-b"]}""");
        Put("/servers/" + ids[1] + "/tags", """{"tags": ["novaps-a"]}""");
        Put("/servers/" + ids[0] + "/metadata", """{"metadata": {"novaps-role": "web"}}""");
        Put("/servers/" + ids[1] + "/metadata", """{"metadata": {"novaps-role": "Web-2"}}""");
        // Nova has the images of Glance until 2.35.
        var image = Nova(HttpMethod.Get, "/images/" + (string)Host.Value("$server.ImageId"), null, "2.1");
        Host.Run("$image = $name", ("name", image.GetProperty("image").GetProperty("name").GetString()!)).AssertNoErrors();
    }

    private void AssertFilters(string first, string second)
    {
        foreach (var (filter, expected) in new[]
        {
            ("-Tag novaps-a", $"{first} {second}"),
            ("-Tag novaps-a, novaps-b", first),
            ("-Tag Novaps-b", ""),
            ("-Metadata @{ 'novaps-role' = 'web' }", first),
            ("-Metadata @{ 'NOVAPS-role' = 'WEB*' }", $"{first} {second}"),
            ("-Metadata @{ 'novaps-role' = 'x', 'web-2' }", second),
            ("-Locked $true", first),
            ("-Locked $false", second),
            ("-Exclude $first.ToUpper()", second),
            ("-Status Shutoff", $"{first} {second}"),
            ("-Status Active, Error", ""),
            ("-Flavor $server.Flavor", $"{first} {second}"),
            ("-Flavor m1.huge", ""),
            ("-Flavor m1.*", $"{first} {second}"),
            ("-Image $server.ImageId", $"{first} {second}"),
            ("-Image $image", $"{first} {second}"),
            ("-AvailabilityZone $server.AvailabilityZone.ToUpper()", $"{first} {second}"),
            ("-IPAddress 10.0.0.0/8", ""),
            ("-CreatedBefore $server.Created.AddSeconds(-1)", ""),
            ("-CreatedAfter $server.Created.AddDays(-1)", $"{first} {second}"),
            ("-ChangedSince $locked", "*"),
            ("-ChangedSince $locked.AddDays(-1)", $"{first} {second}"),
            ("-ChangedSince $locked.AddDays(1)", ""),
            ("-Project $connection.ProjectId", $"{first} {second}"),
            ("-Project $connection.ProjectName.ToUpper()", $"{first} {second}"),
        })
        {
            foreach (var connection in new[] { "$connection", "$admin -AllProjects" })
            {
                var names = Names($"Get-NovaServer $first, $second {filter} -Connection {connection}");
                if (expected == "*")
                    Assert.Contains(first, names.Split(' '));
                else
                    Assert.Equal((filter, expected), (filter, names));
            }
        }
    }

    private void Put(string path, string body) => Nova(HttpMethod.Put, path, body);

    /// <summary>Sends a request without NovaPS.</summary>
    private JsonElement Nova(HttpMethod method, string path, string? body, string version = "2.93")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, (string)Host.Value("$connection.Endpoint") + path);
        request.Headers.Add("X-Auth-Token", NewToken());
        request.Headers.Add("OpenStack-API-Version", "compute " + version);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = http.Send(request).EnsureSuccessStatusCode();
        using var reader = new StreamReader(response.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private string Names(string command) => string.Join(' ', Host.Run(command).AssertNoErrors().Output
        .Select(s => (string)((dynamic)s).Name).Order(StringComparer.Ordinal));

    private void AssertError(string command, string id, string remedy) => Assert.Contains(remedy,
        Host.Run(command).AssertTerminatingError(id).ErrorDetails.RecommendedAction, StringComparison.Ordinal);
}
