using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>Writes servers with the keys, the order and the formats of a microversion.</summary>
internal static class ServerView
{
    private static readonly HashSet<string> WithProgress =
        ["ACTIVE", "BUILD", "MIGRATING", "REBUILD", "RESIZE", "VERIFY_RESIZE"];

    /// <summary>Writes an element of GET /servers.</summary>
    public static void Brief(PythonJson json, NovaContext context, Instance server)
    {
        json.Object().Member("id", server.Id).Member("name", server.Name);
        Links(json, context, server);
        json.EndObject();
    }

    /// <summary>Writes an element of GET /servers/detail, or the server of GET /servers/{id}, which has more keys.</summary>
    public static void Full(PythonJson json, NovaContext context, Instance server, bool isSingle)
    {
        Basics(json, context, server, isSingle);
        Extensions(json, context, server);
        Newer(json, context, server, isSingle);
        json.EndObject();
    }

    /// <summary>Writes the response to PUT /servers/{id}. Before 2.75, it has fewer keys than GET.</summary>
    public static void Updated(PythonJson json, NovaContext context, Instance server)
    {
        Basics(json, context, server, isSingle: true);
        if (context.Version.AtLeast(75))
            Extensions(json, context, server);
        Newer(json, context, server, isSingle: true);
        json.EndObject();
    }

    /// <summary>Writes the response to a rebuild: a server with its new password. Before 2.75, it has fewer keys than GET.</summary>
    public static void Rebuilt(PythonJson json, NovaContext context, Instance server, string password)
    {
        Basics(json, context, server, isSingle: true);
        if (context.Version.AtLeast(75))
            Extensions(json, context, server);
        else if (context.Version.AtLeast(54))
            json.Member("key_name", null);
        Newer(json, context, server, isSingle: true);
        json.Member("adminPass", password);
        if (context.Version.AtLeast(57))
            json.Member("user_data", null);
        json.EndObject();
    }

    /// <summary>A hash of project and host, which shows whether two servers share a host without naming it.</summary>
    public static string HostId(Instance server)
    {
        if (!server.HasHost)
            return "";
        using var hash = SHA256.Create();
        var bytes = hash.ComputeHash(Encoding.ASCII.GetBytes(server.ProjectId + server.Host));
        return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant().Substring(0, 56);
    }

    private static void Basics(PythonJson json, NovaContext context, Instance server, bool isSingle)
    {
        json.Object().Member("id", server.Id).Member("name", server.Name).Member("status", server.Status)
            .Member("tenant_id", server.ProjectId).Member("user_id", server.UserId);
        json.Name("metadata").Object();
        foreach (var pair in server.Metadata)
            json.Member(pair.Key, pair.Value);
        json.EndObject().Member("hostId", HostId(server));
        Image(json, context, server);
        Flavor(json, context, server);
        json.Member("created", Formats.Seconds(server.Created)).Member("updated", Formats.Seconds(server.Updated));
        Addresses(json, server);
        json.Member("accessIPv4", "").Member("accessIPv6", "");
        Links(json, context, server);
        json.Member("OS-DCF:diskConfig", "MANUAL");

        // For a list, Nova reads the faults of one cell, and a server that never had a host is in another cell.
        if (isSingle || server.HasHost)
            Fault(json, context, server);
        if (WithProgress.Contains(server.Status))
            json.Member("progress", 0);
    }

    private static void Extensions(PythonJson json, NovaContext context, Instance server)
    {
        json.Member("OS-EXT-AZ:availability_zone", server.HasHost ? server.Zone : "").Member("config_drive", "").Member("key_name", null);
        json.Member("OS-SRV-USG:launched_at", Formats.Microseconds(server.Launched))
            .Member("OS-SRV-USG:terminated_at", Formats.Microseconds(server.Terminated));
        if (context.IsAdmin)
            AdminAttributes(json, context.Version, server);
        json.Member("OS-EXT-STS:task_state", server.TaskState).Member("OS-EXT-STS:vm_state", server.VmState)
            .Member("OS-EXT-STS:power_state", server.PowerState);
        json.Name("os-extended-volumes:volumes_attached").Array().EndArray();
    }

    private static void Newer(PythonJson json, NovaContext context, Instance server, bool isSingle)
    {
        var version = context.Version;
        if (context.IsAdmin && version.AtLeast(16))
            json.Member("host_status", server.HasHost ? "UP" : "");
        if (version.AtLeast(9))
            json.Member("locked", server.Locked);
        if (version.AtLeast(73))
            json.Member("locked_reason", server.LockedReason);
        if (version.AtLeast(19))
            json.Member("description", server.Description);
        if (version.AtLeast(26))
        {
            json.Name("tags").Array();
            foreach (var tag in server.Tags)
                json.Value(tag);
            json.EndArray();
        }

        if (version.AtLeast(63))
            json.Member("trusted_image_certificates", null);
        if (version.AtLeast(90) && !context.IsAdmin)
            json.Member("OS-EXT-SRV-ATTR:hostname", server.Name.ToLowerInvariant());
        if (version.AtLeast(71) && isSingle)
            json.Name("server_groups").Array().EndArray();
    }

    private static void Links(PythonJson json, NovaContext context, Instance server)
    {
        var path = "servers/" + server.Id;
        json.Name("links").Array().Link("self", context.Self(path)).Link("bookmark", context.Bookmark(path)).EndArray();
    }

    private static void Image(PythonJson json, NovaContext context, Instance server)
    {
        if (server.ImageId.Length == 0)
        {
            json.Member("image", "");
            return;
        }

        json.Name("image").Object().Member("id", server.ImageId).Name("links").Array()
            .Link("bookmark", context.Bookmark("images/" + server.ImageId)).EndArray().EndObject();
    }

    private static void Flavor(PythonJson json, NovaContext context, Instance server)
    {
        json.Name("flavor").Object();
        if (context.Version.AtLeast(47))
        {
            var size = Flavors.Find(server.FlavorId) ?? Flavors.Smallest;
            json.Member("vcpus", size.Vcpus).Member("ram", size.Ram).Member("disk", size.Disk).Member("ephemeral", 0).Member("swap", 0)
                .Member("original_name", server.FlavorName).Name("extra_specs").Object().EndObject();
        }
        else
        {
            json.Member("id", server.FlavorId).Name("links").Array()
                .Link("bookmark", context.Bookmark("flavors/" + server.FlavorId)).EndArray();
        }

        json.EndObject();
    }

    private static void Addresses(PythonJson json, Instance server)
    {
        json.Name("addresses").Object();
        foreach (var network in server.Addresses)
        {
            json.Name(network.Key).Array();
            var mac = Mac(server, network.Key);
            foreach (var address in network.Value)
            {
                json.Object().Member("version", address.Address.Contains(":") ? 6 : 4).Member("addr", address.Address)
                    .Member("OS-EXT-IPS:type", address.Type).Member("OS-EXT-IPS-MAC:mac_addr", mac).EndObject();
            }

            json.EndArray();
        }

        json.EndObject();
    }

    /// <summary>Returns the MAC address: a server has one port in each network.</summary>
    private static string Mac(Instance server, string network)
    {
        using var hash = SHA256.Create();
        var bytes = hash.ComputeHash(Encoding.UTF8.GetBytes(server.Id + network));
        return "fa:16:3e:" + BitConverter.ToString(bytes, 0, 3).Replace('-', ':').ToLowerInvariant();
    }

    private static void Fault(PythonJson json, NovaContext context, Instance server)
    {
        if (server.FaultMessage is null || server.Status is not "ERROR" and not "DELETED")
            return;
        json.Name("fault").Object().Member("code", 500)
            .Member("created", Formats.Seconds(server.FaultCreated ?? server.Updated)).Member("message", server.FaultMessage);
        if (context.IsAdmin)
            json.Member("details", "Traceback (most recent call last):\n" + server.FaultMessage + "\n");
        json.EndObject();
    }

    private static void AdminAttributes(PythonJson json, RequestMicroversion version, Instance server)
    {
        var host = server.HasHost ? server.Host : null;
        json.Member("OS-EXT-SRV-ATTR:host", host)
            .Member("OS-EXT-SRV-ATTR:instance_name", "instance-" + new string(server.Id.Where(char.IsLetterOrDigit).Take(8).ToArray()))
            .Member("OS-EXT-SRV-ATTR:hypervisor_hostname", host);
        if (!version.AtLeast(3))
            return;
        json.Member("OS-EXT-SRV-ATTR:reservation_id", "r-simulated").Member("OS-EXT-SRV-ATTR:launch_index", 0)
            .Member("OS-EXT-SRV-ATTR:hostname", server.Name.ToLowerInvariant()).Member("OS-EXT-SRV-ATTR:kernel_id", "")
            .Member("OS-EXT-SRV-ATTR:ramdisk_id", "").Member("OS-EXT-SRV-ATTR:root_device_name", "/dev/sda")
            .Member("OS-EXT-SRV-ATTR:user_data", null);
    }
}
