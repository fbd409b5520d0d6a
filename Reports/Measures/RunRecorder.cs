using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures;

/// <summary>Watches a replay and keeps what the tables and charts of a run are made of.</summary>
public sealed class RunRecorder : IReplayProbe
{
    private readonly SimMachine _machine;
    private readonly IAllocator _allocator;
    private readonly IInspectableAllocator? _inspectable;
    private readonly ObjectTable _objects;
    private readonly SampleSchedule _schedule;
    private readonly LivePages _pages;
    private readonly List<TimelineSample> _samples = [];
    private readonly bool _hasHeat;
    private ulong _binsRequestedBytes;

    /// <summary>Makes a recorder for one run.</summary>
    /// <param name="machine">The machine of the run.</param>
    /// <param name="allocator">Its allocator.</param>
    /// <param name="objects">Its live objects.</param>
    /// <param name="rule">When to take samples.</param>
    /// <param name="hasHeat">Whether to record how full each range of addresses is.</param>
    public RunRecorder(SimMachine machine, IAllocator allocator, ObjectTable objects, SampleRule rule, bool hasHeat = true)
    {
        _machine = machine;
        _allocator = allocator;
        _inspectable = allocator as IInspectableAllocator;
        _objects = objects;
        _hasHeat = hasHeat;
        _schedule = new SampleSchedule(rule);
        _pages = new LivePages(machine.PageSize);
        Heat = new AddressHeat(_pages);
        Averages = new TimeAverages();
    }

    /// <summary>The samples, by time.</summary>
    public IReadOnlyList<TimelineSample> Samples => _samples;

    /// <summary>How full each range of addresses was.</summary>
    public AddressHeat Heat { get; }

    /// <summary>Averages over the trace's time, and peaks, of what is known at every operation.</summary>
    public TimeAverages Averages { get; }

    /// <summary>The bins at the sample with the most requested bytes.</summary>
    public List<BinSnapshot> PeakBins { get; } = [];

    /// <summary>The bins at the end.</summary>
    public List<BinSnapshot> EndBins { get; } = [];

    /// <summary>The extents at the end.</summary>
    public List<ExtentSnapshot> EndExtents { get; } = [];

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
        Advance(index, operation.TimeNs);
        if (_hasHeat)
        {
            Heat.Before(index, operation);
        }
    }

    /// <inheritdoc/>
    public void Waking(long index, long timeNs) => Advance(index, timeNs);

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        _pages.Made(index, operation, address, size);
        Observe();
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size) => _pages.Gone(index, operation, address, size);

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        _pages.Resized(index, operation, address, oldSize, newSize);
        Observe();
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }

    /// <summary>The trace has ended: takes the last sample and reads the final state.</summary>
    /// <param name="operations">Operations replayed.</param>
    public void Finish(long operations)
    {
        long timeNs = _machine.NowNs - _machine.Options.ClockOriginNs;
        Averages.Advance(timeNs, _objects.LiveBytes, _machine.Pages.ResidentBytes + _machine.Pages.LazilyFreedBytes, _pages.Bytes);
        Sample(operations, timeNs);
        if (_hasHeat)
        {
            Heat.Take(operations, timeNs);
        }

        _inspectable?.ReadBins(EndBins);
        _inspectable?.ReadExtents(EndExtents);
    }

    private void Advance(long index, long timeNs)
    {
        PageLayer pages = _machine.Pages;
        Averages.Advance(timeNs, _objects.LiveBytes, pages.ResidentBytes + pages.LazilyFreedBytes, _pages.Bytes);
        if (_schedule.IsDue(index, timeNs))
        {
            Sample(index, timeNs);
            _schedule.Thin(_samples);
        }
    }

    private void Observe()
    {
        PageLayer pages = _machine.Pages;
        Averages.Observe(_objects.LiveBytes, pages.ResidentBytes + pages.LazilyFreedBytes, _pages.Bytes);
    }

    private void Sample(long index, long timeNs)
    {
        HeapTotals totals = default;
        _allocator.ReadTotals(ref totals);
        PageLayer pages = _machine.Pages;
        ref readonly SystemCallCounts calls = ref _machine.Calls;
        _samples.Add(new TimelineSample
        {
            Operation = index,
            TimeNs = timeNs,
            LiveObjects = _objects.LiveCount,
            RequestedBytes = _objects.LiveBytes,
            AllocatedBytes = totals.AllocatedBytes,
            ActiveBytes = totals.ActiveBytes,
            LivePageBytes = _pages.Bytes,
            SaidResidentBytes = totals.ResidentBytes,
            TrueResidentBytes = pages.ResidentBytes + pages.LazilyFreedBytes,
            LazilyFreedBytes = pages.LazilyFreedBytes,
            HugeBytes = pages.HugeBytes,
            MappedBytes = totals.MappedBytes,
            RetainedBytes = totals.RetainedBytes,
            AddressSpaceBytes = pages.MappedBytes,
            MetadataBytes = totals.MetadataBytes,
            DirtyPages = totals.DirtyPages,
            MuzzyPages = totals.MuzzyPages,
            PurgedPages = totals.PurgedPages,
            MmapCalls = calls.Mmap,
            MunmapCalls = calls.Munmap,
            MadviseDontneedCalls = calls.MadviseDontNeed,
            MadviseFreeCalls = calls.MadviseFree,
            PageFaults = pages.FaultCount,
        });
        if (_inspectable is not null && _objects.LiveBytes > _binsRequestedBytes)
        {
            _binsRequestedBytes = _objects.LiveBytes;
            PeakBins.Clear();
            _inspectable.ReadBins(PeakBins);
        }
    }
}
