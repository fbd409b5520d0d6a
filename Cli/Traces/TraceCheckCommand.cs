using System.CommandLine;
using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace check</c>.</summary>
internal static class TraceCheckCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("check", "Read a whole trace and say what is wrong with it");
        TraceInput input = new TraceInput().AddTo(command);
        command.SetAction(line => TraceAction.Run(() => Check(input, line)));
        return command;
    }

    private static int Check(TraceInput input, ParseResult line)
    {
        TraceReadOptions options = input.Options(line);
        try
        {
            using IOriginTrace source = TraceFile.Open(line.GetValue(input.File)!, options);
            long count = CheckedTrace.Check(source);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source.Name}: {count} operations, {source.Repairs}"));
            return TraceAction.Done;
        }
        catch (TraceFormatException e) when (!options.Lenient)
        {
            TraceAction.Refuse(e.Message);
            CountAll(line.GetValue(input.File)!, options);
            return TraceAction.BadInput;
        }
    }

    /// <summary>After the first fault: how many there are in all, where lenient reading gets to the end.</summary>
    private static void CountAll(string path, TraceReadOptions options)
    {
        try
        {
            using IOriginTrace source = TraceFile.Open(path, options with { Lenient = true });
            long count = CheckedTrace.Check(source);
            if (source.Repairs.Total > 0)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocsim: read leniently, the trace has {count} operations after {source.Repairs}"));
            }
        }
        catch (TraceFormatException)
        {
        }
    }
}
