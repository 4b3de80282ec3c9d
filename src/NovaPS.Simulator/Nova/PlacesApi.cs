using System.Linq;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Nova;

/// <summary>
/// GET /os-availability-zone and, for administrators, /os-services. The zones and compute hosts are those of the servers, and one of each
/// that is always there.
/// </summary>
internal sealed class PlacesApi(Compute compute)
{
    public HttpResponse Zones(NovaContext context)
    {
        var json = new PythonJson().Object().Name("availabilityZoneInfo").Array();
        foreach (var zone in compute.All().Where(i => !i.Deleted).Select(i => i.Zone).Append(Instance.DefaultZone).Distinct()
            .OrderBy(z => z, System.StringComparer.Ordinal))
        {
            json.Object().Member("zoneName", zone).Name("zoneState").Object().Member("available", true).EndObject()
                .Member("hosts", null).EndObject();
        }

        return NovaResponses.Success(context, 200, json.EndArray().EndObject().ToBytes());
    }

    /// <summary>The services named nova-compute. Others are not simulated.</summary>
    public HttpResponse Services(NovaContext context)
    {
        context.Require("os-services:list", isForAdmins: true);
        var json = new PythonJson().Object().Name("services").Array();
        if (context.Query.Last("binary") is null or "nova-compute")
        {
            foreach (var (host, zone) in compute.All().Where(i => !i.Deleted).Select(i => (i.Host, i.Zone))
                .Append((Instance.DefaultHost, Instance.DefaultZone)).GroupBy(p => p.Item1).Select(g => g.First())
                .OrderBy(p => p.Item1, System.StringComparer.Ordinal))
            {
                json.Object().Member("binary", "nova-compute").Member("host", host).Member("id", Formats.NewId()).Member("zone", zone)
                    .Member("status", "enabled").Member("state", "up").Member("updated_at", Formats.Microseconds(compute.Now))
                    .Member("disabled_reason", null).EndObject();
            }
        }

        return NovaResponses.Success(context, 200, json.EndArray().EndObject().ToBytes());
    }
}
