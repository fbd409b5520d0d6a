using System.Globalization;
using AllocSim.Simulator.Machine;
using AllocSim.Workloads;

namespace AllocSim.Cli.Runs;

/// <summary>What decides a run's figures beside its trace and its policy, in words: work that goes on with earlier rows must agree with it.</summary>
internal static class RunIdentity
{
    /// <summary>The words, a few each. A record prints a list as the name of its type, so lists are written out.</summary>
    public static IReadOnlyList<string> Of(RunRequest request)
    {
        MachineOptions machine = request.Machine;
        TraceReadOptions reading = request.Reading;
        return
        [
            $"machine {machine with { CpuSet = null, ThreadBlocks = null }}",
            $"CPU set {(machine.CpuSet is { } set ? string.Join(',', set.Select(cpu => cpu.ToString(CultureInfo.InvariantCulture))) : "all")}",
            $"thread blocks {string.Join(' ', (machine.ThreadBlocks ?? new Dictionary<int, ulong>()).OrderBy(block => block.Key))}",
            $"touch {request.Touch}",
            $"reading {reading with { FirstControls = null!, ReadShare = null }}",
            $"controls {string.Join(' ', reading.FirstControls)}",
            $"conf {request.Conf}{(request.ConfAsLibrary ? " as the library takes it" : "")}",
        ];
    }
}
