using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NovaPS.Client.Errors;

namespace NovaPS.Client.Configuration;

/// <summary>
/// Finds the current cloud of a shell in the same way as the openstack command: the cloud in OS_CLOUD, overridden by the other OS_*
/// variables; without OS_CLOUD, the variables alone; without variables, the only cloud in clouds.yaml.
/// Source: openstacksdk, openstack/config/loader.py; osc-lib, osc_lib/cli/client_config.py.
/// </summary>
/// <param name="variables">The environment variables of the process.</param>
/// <param name="workingFolder">The current location of the user.</param>
/// <param name="warnings">Receives warnings, including those before an error.</param>
/// <param name="cancellation">Cancels the reading of files.</param>
internal sealed class CloudEnvironment(IReadOnlyDictionary<string, string> variables, string workingFolder, List<string> warnings,
    CancellationToken cancellation = default)
{
    /// <summary>The name of a cloud that only OS_* variables define.</summary>
    public const string UnnamedCloud = "envvars";

    /// <summary>The variables that select a cloud, but are not settings.</summary>
    private static readonly string[] Selectors = ["OS_CLOUD", "OS_CLOUD_NAME", "OS_REGION_NAME", "OS_CLIENT_CONFIG_FILE",
        "OS_CLIENT_SECURE_FILE"];

    /// <summary>The prefixes of variables for test runners and logging (openstacksdk, _get_os_environ).</summary>
    private static readonly string[] Foreign = ["OS_TEST", "OS_STD", "OS_LOG"];

    /// <summary>Returns the full path of a path in a file or variable.</summary>
    public string FullPath(string path) => ConfigFolders.Expand(path, Variable, workingFolder);

    /// <exception cref="NovaException">NovaConnectInputInvalid: a file is not valid, or a variable is not a path.</exception>
    public CloudFiles ReadFiles()
    {
        try
        {
            return CloudFiles.Load(Variable, workingFolder, warnings, cancellation);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new NovaException(NovaErrorId.NovaConnectInputInvalid,
                "OS_CLIENT_CONFIG_FILE, OS_CLIENT_SECURE_FILE or a variable with a user folder is not a path: "
                    + e.Message) { Remedy = "Set the variable without quotes." };
        }
    }

    /// <summary>Finds a cloud in the files. Variables do not override its settings.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: the files do not define it; the message lists the defined
    /// clouds.</exception>
    public CloudSettings Find(string name, string? region)
    {
        var files = ReadFiles();
        var cloud = files.Find(name) ?? throw (files.Names.Any()
            ? Invalid("there is no cloud '" + name + "'; the files have: "
                + NameList.Of(files.Names), NearestName.Remedy(name, files.Names, "-Cloud", "Choose one of these with -Cloud."))
            : Invalid("there is no cloud '" + name + "', because no clouds.yaml with a cloud was found; searched for " + files.Searched(),
                "Create one of these files, or set OS_CLIENT_CONFIG_FILE to the path of another."));
        return CloudSettings.Create(name, cloud, region, warnings);
    }

    /// <summary>Finds the current cloud of the shell.</summary>
    /// <exception cref="NovaException">NovaConnectInputInvalid: there is none; the message lists what to set.</exception>
    public CloudSettings FindCurrent(string? region)
    {
        region ??= Variable("OS_REGION_NAME");
        var fromVariables = ReadVariables();
        var ownName = Variable("OS_CLOUD_NAME") ?? UnnamedCloud;
        if (Variable("OS_CLOUD") is { } name && (name != ownName || fromVariables.Members!.Count == 0))
        {
            var settings = Find(name, region);
            settings.Overlay(fromVariables);
            return settings;
        }

        if (fromVariables.Members!.Count > 0)
            return CloudSettings.Create(ownName, fromVariables, region, warnings, isEnvironment: true);
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

    private ConfigNode ReadVariables()
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
    /// Returns a variable without trailing line breaks, which an openrc file with Windows line endings adds to each value; null if it is
    /// empty.
    /// </summary>
    private string? Variable(string name) =>
        variables.TryGetValue(name, out var value) && value.Trim('\r', '\n') is { Length: > 0 } text ? text : null;
}
