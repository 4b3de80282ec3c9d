using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace NovaPS.Docs;

/// <summary>The entry point: writes docs/ anew, and removes what does not belong there any more.</summary>
internal static class Program
{
    private static int Main()
    {
        var repository = Path.GetFullPath(typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryDirectory").Value!);
        var folder = Path.Combine(repository, "docs");
        var pages = Documentation.Generate(repository);

        Directory.CreateDirectory(folder);
        foreach (var stale in Directory.EnumerateFiles(folder).Where(file => !pages.ContainsKey(Path.GetFileName(file))))
            File.Delete(stale);
        foreach (var (name, text) in pages)
            File.WriteAllText(Path.Combine(folder, name), text);
        Console.Out.WriteLine($"docs: {pages.Count} files");
        return 0;
    }
}
