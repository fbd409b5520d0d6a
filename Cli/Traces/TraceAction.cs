using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Traces;

/// <summary>Runs a verb and turns what goes wrong into one line and an exit code.</summary>
internal static class TraceAction
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Bad input or usage.</summary>
    public const int BadInput = 1;

    /// <summary>Runs the verb.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Func<int> verb)
    {
        try
        {
            return verb();
        }
        catch (Exception e) when (e is TraceFormatException or ModelException)
        {
            return Refuse(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Refuse(e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Says what is wrong, on standard error.</summary>
    public static int Refuse(string message)
    {
        Console.Error.WriteLine("allocsim: " + message);
        return BadInput;
    }

    /// <summary>Tells of repairs, on standard error.</summary>
    public static void Tell(RepairTally repairs)
    {
        if (repairs.Total > 0)
        {
            Console.Error.WriteLine("allocsim: " + repairs);
        }
    }
}
