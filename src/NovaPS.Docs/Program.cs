using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace NovaPS.Docs;

/// <summary>The entry point: writes docs/ anew, with the picture, and removes what does not belong there any more.</summary>
internal static class Program
{
    private static int Main()
    {
        var repository = Path.GetFullPath(typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryDirectory").Value!);
        var folder = Path.Combine(repository, "docs");
        var pages = Documentation.Generate(repository);
        pages[Picture.FileName] = DrawUnlessGood(Path.Combine(folder, Picture.FileName), repository);

        Directory.CreateDirectory(folder);
        foreach (var stale in Directory.EnumerateFiles(folder).Where(file => !pages.ContainsKey(Path.GetFileName(file))))
            File.Delete(stale);
        foreach (var (name, text) in pages)
            File.WriteAllText(Path.Combine(folder, name), text);
        Console.Out.WriteLine($"docs: {pages.Count} files");
        return 0;
    }

    /// <summary>The picture that is there, while a fresh one says the same but for ids and times.</summary>
    private static string DrawUnlessGood(string file, string repository)
    {
        var fresh = Picture.Draw(Demonstration.Run(repository));
        var old = File.Exists(file) ? File.ReadAllText(file) : null;
        return old is not null && Picture.Read(old) == Picture.Read(fresh) ? old : fresh;
    }
}
