using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;

namespace AllocSim.Reports.Runs;

/// <summary>A finished run: what was run, what was recorded, and the one-row summary of it.</summary>
public sealed record RunResult
{
    /// <summary>What was run.</summary>
    public required RunDescription Description { get; init; }

    /// <summary>The policy, which draws its own tables; null where the run was read back and there is none of its name any more.</summary>
    public Policy? Policy { get; init; }

    /// <summary>The tables.</summary>
    public required RunTables Tables { get; init; }

    /// <summary>The summary.</summary>
    public SummaryRow Summary => Tables.Summary;

    /// <summary>The samples, by time.</summary>
    public IReadOnlyList<TimelineSample> Timeline => Tables.Timeline;

    /// <summary>The allocator's statistics at the end, as JSON; empty where they were not asked for or the allocator has none.</summary>
    public string StatsJson { get; init; } = "";

    /// <summary>What the allocator said at the end of the program, a line each.</summary>
    public IReadOnlyList<string> AllocatorWords { get; init; } = [];

    /// <summary>Calls of the trace that the allocator does not have and that were made as plain ones.</summary>
    public long MappedCalls { get; init; }

    /// <summary>Calls that it does not have and that were left out.</summary>
    public long SkippedCalls { get; init; }

    /// <summary>Tables of the policy's own that a comparison shows, known at any depth of recording; none of a run that was read back, which has all its tables.</summary>
    public IReadOnlyList<TableData> Compared { get; init; } = [];

    /// <summary>The operation after which most bytes were requested, the first one among equals; known where everything was recorded, and not of a run that was read back.</summary>
    public long PeakOperation { get; init; }

    /// <summary>The heap at moments of the run, packed for the page; null where it was not recorded.</summary>
    public byte[]? PackedHeap { get; init; }

    /// <summary>Whether the allocator was to treat live objects at the end as an error, and found some.</summary>
    public bool HasLeaks { get; init; }

    /// <summary>The parameters of the machine.</summary>
    public required MachineOptions Machine { get; init; }

    /// <summary>Where threads waited; null for a serial run.</summary>
    public ContentionReport? Contention { get; init; }

    /// <summary>What people call a lock.</summary>
    public string ShortLockName(string name) => Policy?.ShortLockName(name) ?? name;

    /// <summary>What the policy makes its charts and remarks of.</summary>
    public RunData Data() => new([Tables.TimelineTable(), .. Tables.Own], Description.EffectiveOptions) { PageBytes = Summary.PageBytes, PeakResidentBytes = Summary.PeakResidentBytes };

    /// <summary>Puts together what a recording saw.</summary>
    /// <param name="description">What was run.</param>
    /// <param name="recording">The recording, finished.</param>
    /// <param name="machine">The machine after the run.</param>
    /// <param name="repairs">Repairs of the trace.</param>
    /// <param name="mutexes">Its mutexes, read before anything else was done to the allocator.</param>
    public static RunResult From(RunDescription description, Recording recording, SimMachine machine, long repairs, IReadOnlyList<MutexRow> mutexes)
    {
        IReadOnlyList<TimelineSample> samples = recording.Samples;
        return new RunResult
        {
            Description = description,
            Policy = recording.Policy,
            Tables = new RunTables
            {
                Summary = RunSummary.Of(description, recording, samples, machine) with { Repairs = repairs },
                Timeline = samples,
                Gauges = recording.Gauges,
                Own = recording.Details?.Own ?? [],
                Slop = recording.Details?.Slop ?? [],
                Pins = recording.Details?.Pins ?? [],
                Stacks = recording.Details?.Stacks ?? [],
                Mutexes = mutexes,
                Addresses = recording.Heat is null ? [] : AddressRow.From(recording.Heat, recording.Policy.Traits.OwnerWord),
            },
            Machine = machine.Options,
            PeakOperation = recording.PeakOperation,
            Compared = ComparedOf(recording.Own, recording.Policy),
        };
    }

    /// <summary>Of a policy's own tables those that it declares to be compared.</summary>
    internal static IReadOnlyList<TableData> ComparedOf(IEnumerable<TableData> own, Policy? policy)
        => [.. own.Where(table => policy?.Tables.Any(declared => declared.IsCompared && declared.Name == table.Name) == true)];
}
