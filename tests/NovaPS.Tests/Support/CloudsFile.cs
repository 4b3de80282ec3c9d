using System;
using System.IO;

namespace NovaPS.Tests.Support;

/// <summary>A folder with a clouds.yaml, which becomes the current directory of a host.</summary>
internal sealed class CloudsFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("novaps").FullName;

    /// <param name="host">The host.</param>
    /// <param name="text">The text of clouds.yaml.</param>
    public CloudsFile(ModuleHost host, string text)
    {
        Write("clouds.yaml", text);
        host.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)", ("folder", _folder)).AssertNoErrors();
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
