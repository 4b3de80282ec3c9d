namespace NovaPS.Shell;

/// <summary>What the process answers; a script's own <c>exit N</c> wins over all of them.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>An error was shown.</summary>
    public const int Error = 1;

    /// <summary>Nothing was run: the arguments make no sense.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl+C, as shells report it: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;
}
