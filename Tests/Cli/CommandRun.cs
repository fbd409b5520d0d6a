using AllocSim.Cli;
using AllocSim.Cli.Policies;

namespace AllocSim.Tests.Cli;

/// <summary>One command, run in this process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static CommandRun Of(params string[] arguments) => With(PolicyRegistry.Standard, arguments);

    public static CommandRun With(PolicyRegistry policies, params string[] arguments)
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter error = new() { NewLine = "\n" };
        int exit = new CommandLine(policies, new Terminal(output, error)).Run(arguments);
        return new CommandRun(exit, output.ToString(), error.ToString());
    }
}
