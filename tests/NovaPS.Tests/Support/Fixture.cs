using System;
using System.IO;

namespace NovaPS.Tests.Support;

/// <summary>
/// A session in which tests/Examples/Fixture.ps1 has created the environment of the help's examples. It sets environment variables.
/// </summary>
internal sealed class Fixture : IDisposable
{
    private readonly EnvironmentVariables _variables = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("novaps").FullName;

    /// <param name="code">The code of the example; empty for a topic.</param>
    public Fixture(string code = "") => Host.Run($". '{Folder}/Fixture.ps1' -Folder '{_folder}' -Code $code", ("code", code))
        .AssertNoErrors();

    /// <summary>The folder of the fixture's scripts.</summary>
    public static string Folder { get; } = ModuleHost.RepositoryDirectory + "/tests/Examples";

    public ModuleHost Host { get; } = new();

    public void Dispose()
    {
        Host.Run("Stop-Fixture").AssertNoErrors();
        Host.Dispose();
        Directory.Delete(_folder, recursive: true);
        _variables.Dispose();
    }
}
