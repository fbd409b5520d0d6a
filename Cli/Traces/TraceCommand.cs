using System.CommandLine;

namespace AllocSim.Cli.Traces;

/// <summary>The verb <c>trace</c>: look at traces and make new ones out of them.</summary>
public static class TraceCommand
{
    /// <summary>Makes the verb with everything below it.</summary>
    public static Command Create()
    {
        var command = new Command("trace", "Look at traces, check and convert them, and make new ones");
        command.Subcommands.Add(TraceInfoCommand.Create());
        command.Subcommands.Add(TraceCheckCommand.Create());
        command.Subcommands.Add(TraceConvertCommand.Create());
        command.Subcommands.Add(TraceSliceCommand.Create());
        command.Subcommands.Add(TraceScaleCommand.Create());
        command.Subcommands.Add(TraceMergeCommand.Create());
        command.Subcommands.Add(TraceAnonymiseCommand.Create());
        command.Subcommands.Add(TraceGenerateCommand.Create());
        command.Subcommands.Add(TraceFitCommand.Create());
        return command;
    }
}
