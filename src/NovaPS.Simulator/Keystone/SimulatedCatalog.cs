using System.Collections.Generic;
using NovaPS.Simulator.Http;

namespace NovaPS.Simulator.Keystone;

/// <summary>The catalog in a token: compute, image, and two services that a compute client must skip.</summary>
internal sealed class SimulatedCatalog(string root, NovaSimulatorEndpointStyle style, IReadOnlyList<string> regions)
{
    private static readonly string[] Interfaces = ["internal", "public", "admin"];
    private readonly string _endpointIds = Formats.NewHexId().Substring(8);
    private readonly string[] _serviceIds = [Formats.NewHexId(), Formats.NewHexId(), Formats.NewHexId(), Formats.NewHexId()];

    /// <summary>The compute URL in the first region.</summary>
    public string ComputeUrl(Project project) => root + ComputePath(project);

    public void Write(PythonJson json, Project project)
    {
        json.Name("catalog").Array();
        Service(json, 0, "placement", "placement", "/placement");
        Service(json, 1, "compute", "nova", ComputePath(project));
        Service(json, 2, "identity", "keystone", "/v3/");
        Service(json, 3, "image", "glance", "/image");
        json.EndArray();
    }

    private string ComputePath(Project project) => style switch
    {
        NovaSimulatorEndpointStyle.V2WithProject => "/v2/" + project.Id,
        NovaSimulatorEndpointStyle.V21WithProject => "/v2.1/" + project.Id,
        _ => "/v2.1",
    };

    private void Service(PythonJson json, int number, string type, string name, string path)
    {
        json.Object().Name("endpoints").Array();
        for (var region = 0; region < regions.Count; region++)
        {
            var url = root + (region == 0 ? "" : "/region/" + regions[region]) + path;
            foreach (var kind in Interfaces)
            {
                var id = _endpointIds + Formats.Invariant(10000000 + (number * 1000000) + (region * 10) + kind.Length);
                json.Object().Member("id", id).Member("interface", kind).Member("region_id", regions[region])
                    .Member("url", url).Member("region", regions[region]).EndObject();
            }
        }

        json.EndArray().Member("id", _serviceIds[number]).Member("type", type).Member("name", name).EndObject();
    }
}
