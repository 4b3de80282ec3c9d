using Newtonsoft.Json;
using NovaPS.Client.Json;

namespace NovaPS.Client.Compute;

/// <summary>
/// Reads a server. Every member except id may be missing. Source: api-ref "Show Server Details". With classes for Newtonsoft's serializer,
/// a list of 10,000 servers took 1.4 to 1.9 times as long and allocated 3.7 kB instead of 2.7 kB for each server, over the same reader;
/// over JsonTextReader 2.1 to 2.4 times and 4.9 kB. tests/NovaPS.Benchmarks/RESULTS.md describes the measurement.
/// </summary>
internal static class ServerReader
{
    /// <summary>Half of the memory of a server without its texts, in bytes.</summary>
    private const int HalfSize = 450;

    /// <summary>Reads the object at the reader's position.</summary>
    /// <exception cref="JsonException">The id is missing or not valid.</exception>
    public static NovaServer Read(JsonReader reader, NovaConnection? connection)
    {
        reader.Keep(HalfSize);
        var server = new NovaServer { Connection = connection };
        reader.ReadMembers(server, static (r, name, s) => ReadMember(r, name, s));
        return server.Id.Length == 0 ? throw new JsonReaderException("a server without an id")
            : ApiPath.IsId(server.Id) ? server : throw new JsonReaderException("a server with an id that is not valid");
    }

    private static void ReadMember(JsonReader reader, string name, NovaServer server)
    {
        switch (name)
        {
            case "id":
                // Nova's ids are strings.
                var id = reader.TokenType == JsonToken.String ? reader.Text()! : string.Empty;
                server.Id = server.Id.Length == 0 || server.Id == id ? id : throw new JsonReaderException("a server with two ids");
                break;
            case "name":
                server.Name = reader.Text();
                break;
            case "status":
                server.Status = reader.RepeatedText();
                break;
            case "tenant_id":
                server.ProjectId = reader.RepeatedText();
                break;
            case "user_id":
                server.UserId = reader.RepeatedText();
                break;
            case "hostId":
                server.HostId = reader.RepeatedTextOrNull();
                break;
            case "created":
                server.CreatedUtc = reader.Time();
                break;
            case "updated":
                server.UpdatedUtc = reader.Time();
                break;
            case "description":
                server.IsDescriptionShown = reader.TokenType is JsonToken.String or JsonToken.Null;
                server.Description = reader.TextOrNull();
                break;
            case "key_name":
                server.KeyName = reader.RepeatedTextOrNull();
                break;
            case "locked":
                server.Locked = reader.Flag();
                break;
            case "locked_reason":
                server.LockedReason = reader.TextOrNull();
                break;
            case "progress":
                server.Progress = reader.Number();
                break;
            case "tags":
                server.AreTagsShown = reader.TokenType == JsonToken.StartArray;
                server.Tags.Clear();
                reader.ReadElements(server.Tags, static (r, tags) =>
                {
                    if (r.RepeatedText() is { } tag)
                        tags.Add(tag);
                });
                break;
            case "metadata":
                server.IsMetadataShown = reader.TokenType == JsonToken.StartObject;
                reader.ReadMembers(server.Metadata, static (r, key, metadata) =>
                {
                    r.Keep(key.Length);
                    metadata[key] = r.RepeatedText() ?? string.Empty;
                });
                break;
            default:
                ReadExtended(reader, name, server);
                break;
        }
    }

    /// <summary>Reads the members of extensions. user_data and adminPass, which are secrets, are not read.</summary>
    private static void ReadExtended(JsonReader reader, string name, NovaServer server)
    {
        switch (name)
        {
            case "OS-EXT-STS:task_state":
                server.TaskState = reader.RepeatedTextOrNull();
                server.IsTaskStateShown = true;
                break;
            case "OS-EXT-STS:vm_state":
                server.VmState = reader.RepeatedTextOrNull();
                break;
            case "OS-EXT-STS:power_state":
                server.PowerState = PowerStateName(reader.Number());
                break;
            case "OS-EXT-AZ:availability_zone":
                server.AvailabilityZone = reader.RepeatedTextOrNull();
                break;
            case "OS-EXT-SRV-ATTR:host":
                server.ComputeHost = reader.RepeatedTextOrNull();
                server.IsComputeHostShown = true;
                break;
            case "OS-SRV-USG:launched_at":
                server.LaunchedAtUtc = reader.Time();
                break;
            case "OS-SRV-USG:terminated_at":
                server.TerminatedAtUtc = reader.Time();
                break;
            case "image":
                // "" for a server that boots from a volume.
                server.ImageId = null;
                reader.ReadMembers(server, static (r, n, s) =>
                {
                    if (n == "id")
                        s.ImageId = r.RepeatedTextOrNull();
                });
                break;
            case "flavor":
                reader.ReadMembers(server, static (r, n, s) =>
                {
                    if (n == "id")
                        s.FlavorId = r.RepeatedTextOrNull();
                    else if (n == "original_name")
                        s.Flavor = r.RepeatedTextOrNull();
                });
                break;
            case "addresses":
                server.Addresses.Clear();
                reader.ReadMembers(server.Addresses, static (networks, network, addresses) =>
                    networks.ReadElements((network, addresses), static (r, to) => ReadAddress(r, to.network, to.addresses)));
                break;
            case "fault":
                server.Fault = ReadFault(reader);
                break;
        }
    }

    private static void ReadAddress(JsonReader reader, string network, NovaList<NovaServerAddress> addresses)
    {
        var address = new NovaServerAddress { Network = network };
        reader.ReadMembers(address, static (r, n, a) =>
        {
            switch (n)
            {
                case "addr":
                    a.IPAddress = r.Text();
                    break;
                case "version":
                    a.Version = r.Number();
                    break;
                case "OS-EXT-IPS:type":
                    a.Type = r.RepeatedText();
                    break;
                case "OS-EXT-IPS-MAC:mac_addr":
                    a.MacAddress = r.Text();
                    break;
            }
        });
        addresses.Add(address);
    }

    /// <summary>Reads a fault. Its details are not read, because they are a traceback with paths of the host.</summary>
    private static NovaServerFault? ReadFault(JsonReader reader)
    {
        if (reader.TokenType != JsonToken.StartObject)
            return null;
        var fault = new NovaServerFault();
        reader.ReadMembers((r, n) =>
        {
            switch (n)
            {
                case "code":
                    fault.Code = r.Number();
                    break;
                case "message":
                    fault.Message = r.Text()?.Trim();
                    break;
                case "created":
                    fault.CreatedUtc = r.Time();
                    break;
            }
        });
        return fault;
    }

    /// <summary>Source: nova/objects/fields.py, InstancePowerState.</summary>
    private static string? PowerStateName(int? state) => state switch
    {
        null => null,
        0 => "NOSTATE",
        1 => "RUNNING",
        3 => "PAUSED",
        4 => "SHUTDOWN",
        6 => "CRASHED",
        7 => "SUSPENDED",
        _ => state.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
