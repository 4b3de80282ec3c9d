using System;

namespace NovaPS.Shell;

/// <summary>The entry point.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var arguments = ShellArguments.Parse(args);
        if (arguments.Problem is not null)
        {
            Console.Error.WriteLine(arguments.Problem);
            Console.Error.WriteLine();
            Console.Error.WriteLine(ShellArguments.Usage);
            return ExitCode.Usage;
        }

        if (arguments.Help)
        {
            Console.Out.WriteLine(ShellArguments.Usage);
            return ExitCode.Success;
        }

        return Run(arguments);
    }

    private static int Run(ShellArguments arguments)
    {
        using var session = new ShellSession();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The first one stops the pipeline and lets it clean up; a second one ends the process.
            pressed.Cancel = !session.IsStopping;
            session.Stop();
        };
        if (!session.Open())
            return session.ExitCode;
        if (arguments.Command is not null)
            session.RunText(arguments.Command);
        else if (arguments.File is not null)
            session.RunFile(arguments.File, arguments.FileArguments);
        else
            return new Demonstration(session).Run();
        return session.ExitCode;
    }
}
