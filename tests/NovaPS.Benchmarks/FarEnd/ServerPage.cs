using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace NovaPS.Benchmarks.FarEnd;

/// <summary>
/// Creates pages of servers with the members that Nova returns from microversion 2.96 on (api-ref "List Servers Detailed"), about 1.6 kB
/// for each server.
/// </summary>
internal static class ServerPage
{
    /// <summary>Nova's default maximum for a page.</summary>
    public const int Size = 1000;

    public const string Project = "b72dc11461c84102b97576ae24d2b88c";

    private const string IdStart = "0199340e-0f3e-4612-96be-";

    private static readonly ConcurrentDictionary<(int, int, string?), byte[]> Cache = new();

    public static string Id(int index) => IdStart + index.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Returns the index of a server from its id.</summary>
    public static int Index(string id) => int.Parse(id.AsSpan(IdStart.Length), CultureInfo.InvariantCulture);

    /// <summary>Returns the page of a project that starts after a number of servers.</summary>
    /// <param name="endpoint">The endpoint, for the link to the next page.</param>
    /// <param name="count">The number of servers of the project.</param>
    /// <param name="after">The number of servers before the page.</param>
    /// <param name="size">The maximum number of servers.</param>
    public static byte[] Get(string endpoint, int count, int after, int size)
    {
        var rows = Math.Min(size, count - after);
        return Cache.GetOrAdd((after, rows, rows == size && after + rows < count ? endpoint : null), key =>
        {
            var text = new StringBuilder("{\"servers\": [", 1700 * key.Item2);
            for (var i = 0; i < key.Item2; i++)
                Append(text.Append(i == 0 ? string.Empty : ", "), key.Item1 + i, "SHUTOFF", null, null);
            text.Append(']');
            if (key.Item3 is not null)
                AppendNext(text, key.Item3, key.Item1 + key.Item2 - 1, "limit=" + size.ToString(CultureInfo.InvariantCulture));
            return Encoding.UTF8.GetBytes(text.Append('}').ToString());
        });
    }

    public static void AppendNext(StringBuilder text, string endpoint, int last, string query) => text.Append(CultureInfo.InvariantCulture,
        $", \"servers_links\": [{{\"rel\": \"next\", \"href\": \"{endpoint}/servers/detail?{query}&marker={Id(last)}\"}}]");

    /// <summary>Appends one server.</summary>
    public static void Append(StringBuilder text, int index, string status, string? task, DateTime? updated)
    {
        var id = Id(index);
        var image = "f5f88875-e6bb-4701-93be-d7af5172a" + (index % 7).ToString("D3", CultureInfo.InvariantCulture);
        var created = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(index * 61);
        var changed = updated ?? created.AddSeconds(40);
        var taskText = task is null ? "null" : "\"" + task + "\"";
        var (vmState, powerState) = status == "ACTIVE" ? ("active", 1) : ("stopped", 4);
        text.Append(string.Create(CultureInfo.InvariantCulture, $$$"""
            {"id": "{{{id}}}", "name": "web-{{{index:D6}}}", "status": "{{{status}}}", "tenant_id": "{{{Project}}}",
             "user_id": "c8acdab1f6104eb2a1597aeb8fc251d8", "metadata": {"role": "web", "owner": "team-{{{index % 20}}}"},
             "hostId": "36d5eab862009c3aee4fbcd9bfe811226dbd4f2300b65c5c8085{{{index % 50:D4}}}",
             "image": {"id": "{{{image}}}", "links": [{"rel": "bookmark", "href": "http://nova.example/images/{{{image}}}"}]},
             "flavor": {"vcpus": 2, "ram": 4096, "disk": 20, "ephemeral": 0, "swap": 0, "original_name": "m1.medium", "extra_specs": {}},
             "created": "{{{created:yyyy-MM-ddTHH:mm:ssZ}}}", "updated": "{{{changed:yyyy-MM-ddTHH:mm:ssZ}}}",
             "addresses": {"private": [{"version": 4, "addr": "10.{{{index / 62500 % 250}}}.{{{index / 250 % 250}}}.{{{index % 250}}}",
             "OS-EXT-IPS:type": "fixed", "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:{{{index / 65536 % 256:x2}}}:{{{index / 256 % 256:x2}}}:{{{index % 256:x2}}}"}]},
             "accessIPv4": "", "accessIPv6": "", "links": [{"rel": "self", "href": "http://nova.example/v2.1/servers/{{{id}}}"},
             {"rel": "bookmark", "href": "http://nova.example/servers/{{{id}}}"}], "OS-DCF:diskConfig": "MANUAL", "progress": 0,
             "OS-EXT-AZ:availability_zone": "nova", "config_drive": "", "key_name": "ops", "OS-SRV-USG:launched_at":
             "{{{created.AddSeconds(38):yyyy-MM-ddTHH:mm:ss.ffffff}}}", "OS-SRV-USG:terminated_at": null, "security_groups": [{"name": "default"}],
             "OS-EXT-STS:task_state": {{{taskText}}}, "OS-EXT-STS:vm_state": "{{{vmState}}}", "OS-EXT-STS:power_state": {{{powerState}}},
             "os-extended-volumes:volumes_attached": [], "locked": false, "locked_reason": null, "description": null, "tags": [],
             "trusted_image_certificates": null, "server_groups": []}
            """).ReplaceLineEndings(string.Empty));
    }
}
