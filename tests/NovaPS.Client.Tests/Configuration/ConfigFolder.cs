using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using NovaPS.Client.Configuration;
using NovaPS.Client.Identity;

namespace NovaPS.Client.Tests.Configuration;

/// <summary>A working folder and a home folder with files, and an environment that uses only these.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("novaps").FullName;

    public ConfigFolder()
    {
        Variables["HOME"] = Variables["USERPROFILE"] = Path.Combine(_root, "home");
        Variables["XDG_CONFIG_DIRS"] = Path.Combine(_root, "site");
        Directory.CreateDirectory(Work);
    }

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public List<string> Warnings { get; } = [];

    public string Work => Path.Combine(_root, "work");

    /// <summary>Writes a file in the working folder or below the root, and returns its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(name.Contains('/', StringComparison.Ordinal) ? _root : Work, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public CloudSettings Find(string cloud, string? region = null) => Environment().Find(cloud, region);

    public CloudSettings Current(string? region = null) => Environment().FindCurrent(region);

    public ConnectRequest Request(string cloud, string? region = null) => Request(Find(cloud, region));

    public ConnectRequest Request(CloudSettings settings) => new CloudAuth(settings, Environment().FullPath).CreateRequest(null);

    /// <summary>Returns the body of the login request of a cloud.</summary>
    public static string Body(ConnectRequest request) =>
        System.Text.Encoding.UTF8.GetString(AuthRequest.Create(request.Credential, request.Credential.Methods, request.Scope));

    public CloudEnvironment Environment(CancellationToken cancellation = default) => new(Variables, Work, Warnings, cancellation);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
