using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Configuration;

/// <summary>
/// Which cloud a shell means, read as the openstack command reads it: OS_CLOUD with the other OS_* variables laid over it; without it
/// the variables themselves; without any the one cloud of clouds.yaml.
/// Source: openstacksdk, openstack/config/loader.py; osc-lib, osc_lib/cli/client_config.py.
/// </summary>
/// <param name="variables">The variables of the process.</param>
/// <param name="workingFolder">The folder that the user works in.</param>
/// <param name="warnings">Takes what the user should know, also where it ends in an error.</param>
/// <param name="cancellation">Ends the reading of files.</param>
internal sealed class CloudEnvironment(IReadOnlyDictionary<string, string> variables, string workingFolder, List<string> warnings,
    CancellationToken cancellation = default)
{
    /// <summary>What a cloud is called that only OS_* variables describe.</summary>
    public const string UnnamedCloud = "envvars";

    /// <summary>They choose, and say nothing of a cloud.</summary>
    private static readonly string[] Selectors = ["OS_CLOUD", "OS_CLOUD_NAME", "OS_REGION_NAME", "OS_CLIENT_CONFIG_FILE",
        "OS_CLIENT_SECURE_FILE"];

    /// <summary>They are of test runners and of logging (openstacksdk, _get_os_environ).</summary>
    private static readonly string[] Foreign = ["OS_TEST", "OS_STD", "OS_LOG"];

    /// <summary>A path as the files and variables write it, made whole.</summary>
    public string FullPath(string path) => ConfigFolders.Expand(path, Variable, workingFolder);

    /// <exception cref="NovaException">NovaConnectInputInvalid: a file is broken, or a variable names no path.</exception>
    public CloudFiles ReadFiles()
    {
        try
        {
            return CloudFiles.Load(Variable, workingFolder, warnings, cancellation);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "OS_CLIENT_CONFIG_FILE, OS_CLIENT_SECURE_FILE or a variable of the user's folders is not a path: "
                    + e.Message) { Remedy = "Set the variable without quotes." };
        }
    }

    /// <summary>A cloud of the files, as they say: no variable changes it.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the files do not know it; the message lists those they know.</exception>
    public CloudSettings Find(string name, string? region)
    {
        var files = ReadFiles();
        var cloud = files.Find(name) ?? throw (files.Names.Any()
            ? Invalid("there is no cloud '" + name + "'; the files have: "
                + NameList.Of(files.Names), "Choose one of these with -Cloud.")
            : Invalid("there is no cloud '" + name + "', because no clouds.yaml with a cloud was found; searched for " + files.Searched(),
                "Create one of these files, or set OS_CLIENT_CONFIG_FILE to another."));
        return CloudSettings.Create(name, cloud, region, warnings);
    }

    /// <summary>The cloud that the shell means.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: it means none; the message says what to set.</exception>
    public CloudSettings FindCurrent(string? region)
    {
        region ??= Variable("OS_REGION_NAME");
        var own = Own();
        var ownName = Variable("OS_CLOUD_NAME") ?? UnnamedCloud;
        if (Variable("OS_CLOUD") is { } name && (name != ownName || own.Members!.Count == 0))
        {
            var settings = Find(name, region);
            settings.Overlay(own);
            return settings;
        }

        if (own.Members!.Count > 0)
            return CloudSettings.Create(ownName, own, region, warnings, isEnvironment: true);
        var files = ReadFiles();
        var names = files.Names.ToList();
        if (names.Count == 1)
            return CloudSettings.Create(names[0], files.Find(names[0])!, region, warnings);
        throw names.Count > 1
            ? Invalid("no cloud was specified, and the files have several: "
                + NameList.Of(names), "Choose one with -Cloud, or in OS_CLOUD.")
            : Invalid("no cloud was specified: neither OS_CLOUD nor OS_AUTH_URL is set, and no clouds.yaml was found",
                "Source your openrc file, or specify the cloud with -Cloud, -AuthUrl or -Endpoint.");
    }

    private static NovaException Invalid(string reason, string remedy) =>
        new(NovaErrorId.NovaConnectInputInvalid, reason) { Remedy = remedy };

    private ConfigNode Own()
    {
        var members = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var name in variables.Keys.Where(n => n.StartsWith("OS_", StringComparison.Ordinal) && !Selectors.Contains(n)
            && !Foreign.Any(f => n.StartsWith(f, StringComparison.Ordinal))))
        {
            var key = name.Substring(3).ToLowerInvariant();
            if (Variable(name) is { } value && ConfigKeys.IsKnownInCloud(key))
                members[key] = ConfigNode.Scalar(name, value);
        }

        return ConfigNode.Mapping("OS_*", members);
    }

    /// <summary>
    /// A variable without the line break that an openrc with the line ends of Windows leaves at the end of each value; null: it is
    /// empty.
    /// </summary>
    private string? Variable(string name) =>
        variables.TryGetValue(name, out var value) && value.Trim('\r', '\n') is { Length: > 0 } text ? text : null;
}
