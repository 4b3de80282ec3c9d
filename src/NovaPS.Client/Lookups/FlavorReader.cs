using Newtonsoft.Json;
using NovaPS.Client.Json;

namespace NovaPS.Client.Lookups;

/// <summary>Reads a flavor. Source: api-ref "List Flavors With Details".</summary>
internal static class FlavorReader
{
    /// <summary>Half of the memory of a flavor without its texts, in bytes.</summary>
    private const int HalfSize = 100;

    /// <summary>Reads the object at the reader's position.</summary>
    /// <exception cref="JsonException">The id is missing.</exception>
    public static NovaFlavor Read(JsonReader reader, NovaConnection? connection)
    {
        reader.Keep(HalfSize);
        var flavor = new NovaFlavor { Connection = connection };
        reader.ReadMembers((r, name) => ReadMember(r, name, flavor));
        return flavor.Id.Length == 0 ? throw new JsonReaderException("a flavor without an id") : flavor;
    }

    private static void ReadMember(JsonReader reader, string name, NovaFlavor flavor)
    {
        switch (name)
        {
            case "id":
                flavor.Id = reader.Text() ?? string.Empty;
                break;
            case "name":
                flavor.Name = reader.Text();
                break;
            case "vcpus":
                flavor.VCpus = reader.Number();
                break;
            case "ram":
                flavor.RamMB = reader.Number();
                break;
            case "disk":
                flavor.DiskGB = reader.Number();
                break;
            case "OS-FLV-EXT-DATA:ephemeral":
                flavor.EphemeralGB = reader.Number();
                break;
            case "swap":
                // Before 2.75, "" means 0.
                flavor.SwapMB = reader.Text() is { } swap ? swap.Length == 0 ? 0 : ToNumber(swap) : null;
                break;
            case "os-flavor-access:is_public":
                flavor.IsPublic = reader.Flag();
                break;
            case "description":
                flavor.Description = reader.TextOrNull();
                break;
            case "extra_specs":
                flavor.ExtraSpecs = [];
                reader.ReadMembers((r, key) =>
                {
                    r.Keep(key.Length);
                    flavor.ExtraSpecs[key] = r.Text() ?? string.Empty;
                });
                break;
        }
    }

    private static int? ToNumber(string text) => int.TryParse(text, System.Globalization.NumberStyles.Integer,
        System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
