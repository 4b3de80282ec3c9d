using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace NovaPS.Completers;

/// <summary>
/// Completes the regions in the files for -Cloud, otherwise those in the catalogs of open connections (to the cloud in -Cloud or the
/// Keystone in -AuthUrl).
/// </summary>
public sealed class RegionCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(IDictionary? given) =>
        Regions(given?["Cloud"] as string, given?["AuthUrl"] as string);

    private static List<string> Regions(string? cloud, string? authUrl)
    {
        var listed = cloud is null ? [] : Completion.ReadFiles().Regions(cloud).ToList();
        return listed.Count > 0 ? listed : Completion.ConnectionsTo(cloud, authUrl)
            .SelectMany(c => c.Client!.Tokens.Current.Catalog).Where(e => e.ServiceType == "compute")
            .Select(e => e.Region).OfType<string>().ToList();
    }
}
