using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Configuration;

/// <summary>
/// The settings of one cloud, from files, variables and parameters, in one level, and with one name for each setting.
/// Source of the rules: openstacksdk, openstack/config/loader.py (get_one, magic_fixes).
/// </summary>
internal sealed class CloudSettings
{
    /// <summary>Alternative settings. If a layer has one of them, both are removed from lower layers.</summary>
    private static readonly (string Id, string Name)[] Pairs =
    [
        ("project_id", "project_name"), ("user_id", "username"), ("user_domain_id", "user_domain_name"),
        ("project_domain_id", "project_domain_name"), ("application_credential_id", "application_credential_name"),
    ];

    /// <summary>The placeholders allowed in a URL. openstacksdk allows all settings, including passwords.</summary>
    private static readonly Regex Expandable = new("^(region_name|interface|profile|username|user_id|project_.*|user_domain_.*|domain_.*)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex Placeholder = new(@"\{(\w+)\}", RegexOptions.CultureInvariant);

    private static readonly char[] Comma = [','];

    private readonly Dictionary<string, ConfigNode> _values = new(StringComparer.Ordinal);

    /// <summary>The name of the cloud.</summary>
    public string Name { get; }

    /// <summary>Receives warnings.</summary>
    public List<string> Warnings { get; }

    /// <summary>Whether the cloud is defined by variables only, and not by a file.</summary>
    public bool IsEnvironment { get; }

    /// <summary>The source of each setting, without its value.</summary>
    public IReadOnlyList<SettingSource> Sources => _values.OrderBy(v => v.Key, StringComparer.Ordinal)
        .Select(v => new SettingSource(v.Key, v.Value.Where, v.Value.Key)).ToArray();

    private readonly ConfigNode _cloud;

    private CloudSettings(string name, ConfigNode cloud, List<string> warnings, bool isEnvironment)
    {
        Name = name;
        Warnings = warnings;
        _cloud = cloud;
        IsEnvironment = isEnvironment;
    }

    /// <summary>Reads the settings of a cloud.</summary>
    /// <param name="name">The name of the cloud.</param>
    /// <param name="cloud">The cloud in the files, or the variables.</param>
    /// <param name="region">The region; null if there must be only one.</param>
    /// <param name="warnings">Receives warnings.</param>
    /// <param name="isEnvironment">Whether the cloud is defined by variables only.</param>
    /// <exception cref="NovaException">NovaConnectInputInvalid: there are several regions, or the specified one is missing.</exception>
    public static CloudSettings Create(string name, ConfigNode cloud, string? region, List<string> warnings, bool isEnvironment = false)
    {
        var settings = new CloudSettings(name, cloud, warnings, isEnvironment);
        var (chosen, values) = ChooseRegion(name, cloud, region);
        settings.Overlay(values is null ? cloud : cloud.Update(values.Normalize()));
        // One domain may apply to both (openstacksdk, _handle_domain_id).
        foreach (var part in new[] { "_id", "_name" })
        {
            if (settings.Find("domain" + part) is { } domain)
            {
                settings._values["user_domain" + part] = settings.Find("user_domain" + part) ?? domain;
                settings._values["project_domain" + part] = settings.Find("project_domain" + part) ?? domain;
            }
        }

        if (chosen is not null)
            settings._values["region_name"] = chosen;
        return settings;
    }

    /// <summary>Overrides settings with those of another layer.</summary>
    public void Overlay(ConfigNode layer)
    {
        var flat = Flatten(layer);
        foreach (var (id, name) in Pairs)
        {
            if (flat.ContainsKey(id) || flat.ContainsKey(name))
            {
                _values.Remove(id);
                _values.Remove(name);
            }
        }

        foreach (var member in flat)
            _values[member.Key] = member.Value;
    }

    /// <summary>Returns a setting; null if it is not set.</summary>
    public ConfigNode? Find(string name) => _values.TryGetValue(name, out var node) ? node : null;

    /// <summary>Returns the text of a setting; null if it is not set.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the setting is a list or a mapping.</exception>
    public string? Text(string name)
    {
        if (Find(name) is not { } node)
            return null;
        return node.Text ?? throw Invalid(node, name + " is a list or a mapping", "Write one value.");
    }

    /// <summary>Returns the texts of a setting that may be a YAML list or separated by commas; null if it is not set.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: an element is not a text.</exception>
    public string[]? Texts(string name)
    {
        if (Find(name) is not { } node)
            return null;
        var texts = node.Items is { } items
            ? items.Select(i => i.Text
                ?? throw Invalid(i, name + " has a value that is not text", "Write one name per line, each with a dash."))
            : Text(name)!.Split(Comma);
        return texts.Select(t => t.Trim()).Where(t => t.Length > 0).ToArray() is { Length: > 0 } all ? all : null;
    }

    /// <summary>Returns the text of a setting with placeholders such as {region_name} replaced.</summary>
    public string? Expanded(string name) => Text(name) is not { } text
        ? null
        : Placeholder.Replace(text, m => (Expandable.IsMatch(m.Groups[1].Value) ? Find(m.Groups[1].Value)?.Text : null) is { } value
            ? value
            : throw Invalid(Find(name)!, name + " refers to {" + m.Groups[1].Value + "}, which is not set, or is not allowed in a URL",
                "Write the value itself."));

    /// <summary>Returns a setting that is true or false; null if it is not set, or is neither.</summary>
    public bool? Flag(string name) => (Text(name)?.ToUpperInvariant(), Find(name)?.IsPlain) switch
    {
        // The words of YAML 1.1, which PyYAML accepts without quotes.
        ("TRUE", _) or ("YES" or "ON", true) => true,
        ("FALSE", _) or ("NO" or "OFF", true) => false,
        _ => null,
    };

    /// <summary>Requires one of several settings.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: none is set; the message lists them.</exception>
    public void Require(params string[] names)
    {
        if (names.Any(n => Text(n) is not null))
            return;
        throw IsEnvironment
            ? new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "OS_* variables are set, but " + NameList.Or(names.Select(n => "OS_" + n.ToUpperInvariant())) + " is not")
            {
                Remedy = "Set it, or specify a cloud of clouds.yaml with -Cloud or OS_CLOUD.",
            }
            : Invalid(_cloud, "the cloud '" + Name + "' has no " + NameList.Or(names),
                "Add it under auth, in the same file or in secure.yaml" + (names.Contains("password") ? ", or use -Credential." : "."));
    }

    /// <summary>Creates an error with the file and line, or the variable, of a setting.</summary>
    public static NovaException Invalid(ConfigNode node, string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, node.Where + ": " + reason) { Remedy = remedy };

    private Dictionary<string, ConfigNode> Flatten(ConfigNode layer)
    {
        var flat = new Dictionary<string, (ConfigNode Node, int Rank)>(StringComparer.Ordinal);
        Take(layer.Find("auth")?.Members, isAuth: true, flat);
        Take(layer.Members, isAuth: false, flat);
        return flat.ToDictionary(f => f.Key, f => f.Value.Node, StringComparer.Ordinal);
    }

    /// <summary>
    /// Adds settings. Those in auth take precedence over those beside it (openstacksdk, _validate_auth), current names over older ones, and
    /// the later of two equivalent keys over the earlier.
    /// </summary>
    private void Take(Dictionary<string, ConfigNode>? members, bool isAuth, Dictionary<string, (ConfigNode Node, int Rank)> into)
    {
        foreach (var member in (members ?? []).Where(m => m.Key is not ("auth" or "regions") && !m.Value.IsNull))
        {
            if (isAuth ? !ConfigKeys.IsKnownInAuth(member.Key) : !ConfigKeys.IsKnownInCloud(member.Key))
            {
                Warnings.Add(member.Value.Where + ": the key '" + member.Key + "' of " + (isAuth ? "auth" : "the cloud")
                    + " is unknown, and is ignored.");
                continue;
            }

            var (name, rank) = SettingNames.Find(member.Key, isAuth);
            if (!into.TryGetValue(name, out var other) || other.Rank <= rank)
                into[name] = (member.Value, rank);
        }
    }

    private static (ConfigNode? Chosen, ConfigNode? Values) ChooseRegion(string cloud, ConfigNode node, string? wanted)
    {
        if (node.Find("regions") is not { } list)
            return (wanted is null ? SingleRegion(node) : ConfigNode.Scalar("-Region", wanted), null);
        var regions = (list.Items ?? throw Invalid(list, "regions is not a list", "Write one name per line, each with a dash."))
            .Select(ReadRegion).ToList();
        var fitting = wanted is null ? regions : regions.Where(r => r.Name.Text == wanted).ToList();
        if (fitting.Count == 1)
            return fitting[0];
        if (regions.Count == 0)
            return (null, null);
        var names = NameList.Of(regions.Select(r => r.Name.Text));
        throw Invalid(list, "the cloud '" + cloud + "' has " + (wanted is null ? "several regions: "
            : "no region '" + wanted + "'; it has: ") + names,
            NearestName.Remedy(wanted ?? string.Empty, regions.Select(r => r.Name.Text), "-Region", "Choose one with -Region."));
    }

    private static ConfigNode? SingleRegion(ConfigNode node) => node.Find("region_name") is not { } name ? null
        : name.Items is null && name.Text?.Contains(",") != true ? name
        : throw Invalid(name, "region_name has several regions", "List them under regions, and choose one with -Region.");

    private static (ConfigNode Name, ConfigNode? Values) ReadRegion(ConfigNode item)
    {
        if (item.Text is not null)
            return (item, null);
        if (item.Members?.Keys.FirstOrDefault(k => k is not ("name" or "values")) is { } unknown)
            throw Invalid(item, "a region can have only name and values, but this one has '" + unknown + "'", "Write it under values.");
        return item.Find("name") is { Text: not null } name
            ? (name, item.Find("values"))
            : throw Invalid(item, "a region has no name", "Write its name, or a mapping with name and values.");
    }

    /// <summary>Returns a number of seconds; null if it is not set or 0, which is no limit in openstacksdk, and the default here.</summary>
    public TimeSpan? Seconds(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds is < 0 or > 86400)
            throw Invalid(Find(name)!, name + " is not a number of seconds from 0 to 86400", "Write such a number.");
        return seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
