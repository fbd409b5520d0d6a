using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures.Samples;

/// <summary>Reads the state of a run: what the program holds, what the allocator says, and what the page layer knows.</summary>
/// <param name="machine">The machine of the run.</param>
/// <param name="allocator">Its allocator.</param>
/// <param name="policy">Its policy.</param>
/// <param name="objects">Its live objects.</param>
/// <param name="livePages">The pages that they lie in.</param>
/// <param name="ratios">Who has read the allocator's totals at the event before, if they had changed; null where nobody did.</param>
internal sealed class SampleReader(SimMachine machine, IAllocator allocator, Policy policy, ObjectTable objects, LivePages livePages, RatioAverages? ratios)
{
    private HeapTotals _totals;

    /// <summary>Bytes that the program holds.</summary>
    public ulong RequestedBytes => objects.LiveBytes;

    /// <summary>The state now.</summary>
    /// <param name="index">The operation that comes next.</param>
    /// <param name="timeNs">The trace's clock.</param>
    public TimelineSample Read(long index, long timeNs)
    {
        ref readonly HeapTotals totals = ref Totals();
        ref readonly SystemCallCounts calls = ref machine.Calls;
        PageLayer pages = machine.Pages;
        HeapMeasures said = policy.Traits.Measures;
        return ReadHeight(index, timeNs).Sample(said) with
        {
            LiveObjects = objects.LiveCount,
            SaidResidentBytes = said.Value(HeapMeasures.Resident, totals.ResidentBytes),
            LazilyFreedBytes = pages.LazilyFreedBytes,
            HugeBytes = pages.HugeBytes,
            AddressSpaceBytes = pages.MappedBytes,
            MetadataBytes = said.Value(HeapMeasures.Metadata, totals.MetadataBytes),
            Own = policy.Gauges.Count == 0 ? [] : ((ReadOnlySpan<ulong>)totals.Own)[..policy.Gauges.Count].ToArray(),
            MmapCalls = calls.Mmap,
            MunmapCalls = calls.Munmap,
            MadviseDontneedCalls = calls.MadviseDontNeed,
            MadviseFreeCalls = calls.MadviseFree,
            PageFaults = pages.FaultCount,
            SbrkCalls = calls.Sbrk,
            Mappings = pages.MappingCount,
        };
    }

    /// <summary>Of the state now, what the ratios of a summary are made of.</summary>
    /// <param name="index">The operation that comes next.</param>
    /// <param name="timeNs">The trace's clock.</param>
    public HeapHeight ReadHeight(long index, long timeNs)
    {
        ref readonly HeapTotals totals = ref Totals();
        return new HeapHeight
        {
            Operation = index,
            TimeNs = timeNs,
            RequestedBytes = objects.LiveBytes,
            LivePageBytes = livePages.Bytes,
            TrueResidentBytes = machine.Pages.BackedBytes,
            AllocatedBytes = totals.AllocatedBytes,
            ActiveBytes = totals.ActiveBytes,
            MappedBytes = totals.MappedBytes,
            RetainedBytes = totals.RetainedBytes,
        };
    }

    private ref readonly HeapTotals Totals()
    {
        if (ratios is not null)
        {
            return ref ratios.Last;
        }

        allocator.ReadTotals(ref _totals);
        return ref _totals;
    }
}
