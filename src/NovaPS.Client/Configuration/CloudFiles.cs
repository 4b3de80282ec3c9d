using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The files clouds.yaml, overridden by secure.yaml, and clouds-public.yaml. Of each, the first one that exists and can be read is used.
/// </summary>
internal sealed class CloudFiles
{
    private static readonly HashSet<string> KnownSections = new(StringComparer.Ordinal) { "clouds", "cache", "client", "metrics", "ansible",
        "public-clouds" };

    private readonly Func<string, string?> _environment;
    private readonly string _workingFolder;
    private readonly List<string> _warnings;
    private readonly CancellationToken _cancellation;
    private readonly ConfigNode? _root;
    private ConfigNode? _profiles;
    private bool _hasReadProfiles;

    private CloudFiles(Func<string, string?> environment, string workingFolder, List<string> warnings, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _warnings = warnings;
        _environment = environment;
        _workingFolder = workingFolder;
        _root = Load("clouds", "OS_CLIENT_CONFIG_FILE");
        var secure = Load("secure", "OS_CLIENT_SECURE_FILE");
        _root = _root is not null && secure is not null ? _root.Merge(secure) : _root ?? secure;
    }

    /// <summary>The names of the clouds.</summary>
    public IEnumerable<string> Names => _root?.Find("clouds")?.Members?.Keys ?? Enumerable.Empty<string>();

    /// <summary>Reads the files.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: a file is not valid; the message has the file and line.</exception>
    public static CloudFiles Load(Func<string, string?> environment, string workingFolder, List<string> warnings,
        CancellationToken cancellation) => new(environment, workingFolder, warnings, cancellation);

    /// <summary>Returns a cloud, merged with its profile; null if the files do not define it.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: its profile is neither in clouds-public.yaml nor built in.</exception>
    public ConfigNode? Find(string name)
    {
        // Not ConfigNode.Find, which passes over a key without a value: that is a cloud, too.
        if (_root?.Find("clouds")?.Members?.TryGetValue(name, out var found) != true)
            return null;
        if (found!.Members is null)
            throw CloudSettings.Invalid(found, "the cloud '" + name + "' is not a mapping", "Write its settings below its name, indented.");
        var cloud = found.Normalize();
        // "cloud" is the older name of this key in openstacksdk.
        if ((cloud.Find("profile") ?? cloud.Find("cloud")) is not { } named)
            return cloud;
        var profile = FindProfile(named, name);
        // The region of the cloud overrides the regions of the profile.
        if (cloud.Find("region_name") is not null)
            profile.Members!.Remove("regions");
        return profile.Update(cloud);
    }

    /// <summary>Returns the regions in the files for a cloud.</summary>
    public IEnumerable<string> Regions(string name)
    {
        var cloud = Find(name);
        return (cloud?.Find("regions")?.Items ?? []).Concat(new[] { cloud?.Find("region_name") }.OfType<ConfigNode>())
            .Select(r => r.Text ?? r.Find("name")?.Text).OfType<string>();
    }

    /// <summary>Returns the paths where clouds.yaml was searched for.</summary>
    public string Searched() => string.Join(", ", Candidates("clouds", "OS_CLIENT_CONFIG_FILE")
        .Where(f => !f.EndsWith(".yml", StringComparison.Ordinal) && !f.EndsWith(".json", StringComparison.Ordinal)));

    private ConfigNode FindProfile(ConfigNode profile, string cloud)
    {
        if (!_hasReadProfiles)
        {
            _hasReadProfiles = true;
            _profiles = Load("clouds-public", null)?.Find("public-clouds");
        }

        var found = profile.Text is { } name ? _profiles?.Find(name) : null;
        if (found?.Members is not null)
            return found.Normalize();
        if (profile.Text is { } known && ProviderProfiles.Find(known) is { } provider)
            return provider;
        throw CloudSettings.Invalid(profile, "the cloud '" + cloud + "' uses the profile '" + profile.Text
            + "', which is neither defined in clouds-public.yaml nor built into NovaPS; NovaPS does not download profiles",
            "Add the provider's auth_url and regions to the cloud, or add the profile to clouds-public.yaml under public-clouds.");
    }

    private IEnumerable<string> Candidates(string name, string? variable) =>
        ConfigFolders.Files(name, variable is null ? null : _environment(variable), _environment, _workingFolder);

    private ConfigNode? Load(string name, string? variable)
    {
        var named = variable is null ? null : _environment(variable);
        foreach (var path in Candidates(name, variable).Where(p => File.Exists(p) || Directory.Exists(p)))
        {
            try
            {
                var root = ConfigFile.Read(path, _cancellation);
                if (root is { IsNull: false, Members: null })
                    throw CloudSettings.Invalid(root, "the file is not a mapping", "Begin it with 'clouds:' (or 'public-clouds:').");
                if (named is { Length: > 0 } && path != ConfigFolders.Expand(named, _environment, _workingFolder))
                    _warnings.Add(variable + " is " + named + ", which does not exist or cannot be read. Using " + path + " instead.");
                if (root?.Find("clouds") is { Members: null } clouds)
                    throw CloudSettings.Invalid(clouds, "'clouds' is not a mapping",
                        "Write the name of each cloud below it, indented, with a colon.");
                WarnOfUnknown(root);
                return root?.Members is null ? null : root;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next file is read, as in openstacksdk.
                _warnings.Add(path + " cannot be read, and is ignored: " + e.Message);
            }
        }

        if (named is { Length: > 0 })
            _warnings.Add(variable + " is " + named + ", which does not exist or cannot be read.");
        return null;
    }

    private void WarnOfUnknown(ConfigNode? root)
    {
        foreach (var member in root?.Members ?? [])
        {
            // x-... keys are a convention for YAML anchors.
            if (!KnownSections.Contains(member.Key) && !member.Key.StartsWith("x-", StringComparison.Ordinal))
                _warnings.Add(member.Value.Where + ": the key '" + member.Key + "' is unknown at the top level of this file.");
        }
    }
}
