using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace NovaPS.Docs;

/// <summary>The entry point: draws docs/demonstration.svg anew, unless the picture that is there says the same.</summary>
internal static class Program
{
    private static int Main()
    {
        var repository = Path.GetFullPath(typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "RepositoryDirectory").Value!);
        var file = Path.Combine(repository, "docs", Picture.FileName);
        var fresh = Picture.Draw(Demonstration.Run(repository));
        var isGood = File.Exists(file) && Picture.Read(File.ReadAllText(file)) == Picture.Read(fresh);
        if (!isGood)
            File.WriteAllText(file, fresh);
        Console.Out.WriteLine($"docs/{Picture.FileName} {(isGood ? "is good" : "is drawn")}");
        return 0;
    }
}
