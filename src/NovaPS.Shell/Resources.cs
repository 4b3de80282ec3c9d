using System.IO;

namespace NovaPS.Shell;

/// <summary>The texts that are built into this assembly.</summary>
internal static class Resources
{
    /// <summary>Reads one of them.</summary>
    /// <param name="name">Its logical name.</param>
    /// <returns>The whole text.</returns>
    public static string Read(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The resource {name} is not in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
