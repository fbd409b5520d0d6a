using AllocSim.Cli;
using AllocSim.Cli.Policies;

using StreamWriter output = new(Console.OpenStandardOutput()) { NewLine = "\n" };
using StreamWriter error = new(Console.OpenStandardError()) { NewLine = "\n", AutoFlush = true };
return new CommandLine(PolicyRegistry.Standard, new Terminal(output, error, !Console.IsErrorRedirected)).Run(args);
