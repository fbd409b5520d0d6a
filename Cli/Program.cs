using System.Globalization;
using AllocSim.Cli;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;

using StreamWriter output = new(Console.OpenStandardOutput()) { NewLine = "\n" };
using StreamWriter error = new(Console.OpenStandardError()) { NewLine = "\n", AutoFlush = true };
if (args is ["--version"] or ["-V"])
{
    // What is asked most is answered before anything else is made ready.
    output.Write($"allocsim {ProgramVersion.Text}\n");
    return ExitCode.Done;
}

return new CommandLine(PolicyRegistry.Standard, new Terminal(output, error, !Console.IsErrorRedirected, Width()) { Input = Console.IsInputRedirected || Console.IsOutputRedirected ? null : Console.In }).Run(args);

// COLUMNS, where it is set, is what a person or a script wants; then the terminal's own width.
static int? Width()
    => int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0 ? columns
        : !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : null;
