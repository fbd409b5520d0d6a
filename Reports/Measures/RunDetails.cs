using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures;

/// <summary>Records what only the files of a run need: every object, the pages touched, slabs, caches and decay.</summary>
internal sealed class RunDetails
{
    private const int ArenasMax = 64;

    private readonly SimMachine _machine;
    private readonly IDetailedAllocator? _allocator;
    private readonly ObjectLedger? _ledger;
    private readonly TouchedPages _touched;
    private readonly ulong _touchBytesMax;
    private readonly List<DecayRow[]> _decay = [];
    private readonly List<PageSlabRow[]> _pageSlabs = [];
    private readonly List<SlabSnapshot> _slabs = [];
    private readonly List<CacheSnapshot> _caches = [];

    public RunDetails(SimMachine machine, IAllocator allocator, SampleSchedule schedule, TouchMode touch)
    {
        _machine = machine;
        _touched = new TouchedPages(machine.PageSize, schedule.IsAdaptive);
        _touchBytesMax = touch == TouchMode.Size ? ulong.MaxValue : 1;
        if (allocator is IDetailedAllocator detailed)
        {
            _allocator = detailed;
            _ledger = new ObjectLedger(detailed);
        }
    }

    /// <summary>Pages touched in the window before each sample.</summary>
    public IReadOnlyList<long> TouchedPages => _touched.Counts;

    /// <summary>The rows of decay.csv.</summary>
    public IEnumerable<DecayRow> Decay => _decay.SelectMany(rows => rows);

    /// <summary>The rows of page_slabs.csv.</summary>
    public IEnumerable<PageSlabRow> PageSlabs => _pageSlabs.SelectMany(rows => rows);

    /// <summary>The rows of slabs.csv.</summary>
    public List<SlabRow> Slabs { get; } = [];

    /// <summary>The rows of tcaches.csv.</summary>
    public List<TcacheRow> Tcaches { get; } = [];

    /// <summary>The rows of slop.csv.</summary>
    public List<SlopRow> Slop { get; } = [];

    /// <summary>The rows of pins.csv.</summary>
    public List<PinRow> Pins { get; } = [];

    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        _ledger?.Made(index, operation, address, size);
        Touch(address, size);
    }

    public void Gone(in Operation operation) => _ledger?.Gone(operation);

    public void Resized(long index, in Operation operation, ulong address, ulong newSize)
    {
        _ledger?.Resized(operation, address, newSize);
        Touch(address, newSize);
    }

    /// <summary>Adds to a sample what only files need.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="isPeak">Whether more bytes are requested than at any sample before.</param>
    public TimelineSample Sample(TimelineSample sample, bool isPeak)
    {
        _touched.Close();
        if (_allocator is null)
        {
            return sample;
        }

        DecayRow[] decay = ReadDecay(sample);
        _decay.Add(decay);
        _pageSlabs.Add(ReadPageSlabs(sample));
        if (isPeak)
        {
            _ledger!.TakePeak(sample.TimeNs);
            ReadSlabsAndCaches();
        }

        ExtentCounts extents = default;
        _allocator.ReadExtentCounts(ref extents);
        return sample with
        {
            SlopBytes = _ledger!.Live.SlopBytes,
            CachedBytes = CachedBytes(),
            Purges = decay[0].DirtyPurges + decay[0].MuzzyPurges,
            ReusedExtents = extents.FromDirty + extents.FromMuzzy,
            Extents = extents.Total,
            BlockedMerges = extents.BlockedMerges,
        };
    }

    /// <summary>Only some samples stay.</summary>
    public void Thin(ReadOnlySpan<int> staying)
    {
        _touched.Join(staying);
        if (_allocator is not null)
        {
            SampleSchedule.Keep(_decay, staying);
            SampleSchedule.Keep(_pageSlabs, staying);
        }
    }

    /// <summary>Instants within a gap at which what decay allows is another than before, a step apart, until it changes no more.</summary>
    public IEnumerable<long> LimitChanges(long fromNs, long untilNs, long stepNs)
    {
        (ulong, ulong)[] before = Limits(fromNs);
        (ulong, ulong)[] last = Limits(untilNs);
        for (long atNs = fromNs + stepNs; atNs < untilNs && !before.SequenceEqual(last); atNs += stepNs)
        {
            (ulong, ulong)[] now = Limits(atNs);
            if (!now.SequenceEqual(before))
            {
                before = now;
                yield return atNs;
            }
        }
    }

    /// <summary>The trace has ended, and the last sample was taken.</summary>
    /// <param name="timeNs">When that is.</param>
    /// <param name="reopen">Opens the trace again, for the call stacks of what pins slabs; null where it has none.</param>
    public void Finish(long timeNs, Func<ITraceSource>? reopen)
    {
        if (_allocator is null)
        {
            return;
        }

        AddRows("peak");
        ReadSlabsAndCaches();
        AddRows("end");
        Slop.AddRange(_ledger!.Peak.Rows("peak"));
        Slop.AddRange(_ledger.Live.Rows("end"));
        Slop.AddRange(_ledger.All.Rows("all"));
        AddPins(_ledger, timeNs, reopen);
    }

    private void AddPins(ObjectLedger ledger, long timeNs, Func<ITraceSource>? reopen)
    {
        List<PinningObject> peak = Measures.Pins.Find(ledger.PeakObjects()), end = Measures.Pins.Find(ledger.LiveObjects());
        using ITraceSource? trace = reopen?.Invoke();
        IReadOnlyDictionary<long, string> stacks = trace is null
            ? new Dictionary<long, string>()
            : OperationStacks.Find(trace, peak.Concat(end).Select(pin => pin.Object.Operation));
        Pins.AddRange(Measures.Pins.Rows("peak", peak, ledger.PeakTimeNs, stacks));
        Pins.AddRange(Measures.Pins.Rows("end", end, timeNs, stacks));
    }

    private void Touch(ulong address, ulong size)
    {
        if (address != 0)
        {
            _touched.Touch(address, Math.Min(size, _touchBytesMax));
        }
    }

    private void ReadSlabsAndCaches()
    {
        _slabs.Clear();
        _allocator!.ReadSlabs(_slabs);
        _caches.Clear();
        _allocator.ReadCaches(_caches);
    }

    private void AddRows(string moment)
    {
        Slabs.AddRange(SlabRow.FromSnapshots(moment, _slabs));
        Tcaches.AddRange(_caches.Select(cache => TcacheRow.From(moment, cache)));
    }

    private ulong CachedBytes()
    {
        List<CacheSnapshot> caches = [];
        _allocator!.ReadCaches(caches);
        return caches.Aggregate(0UL, (sum, cache) => sum + ((ulong)cache.Objects * cache.SizeBytes));
    }

    private DecayRow[] ReadDecay(TimelineSample sample)
    {
        List<DecaySnapshot> arenas = DecayAt(sample.TimeNs);
        DecaySnapshot all = new() { Arena = -1 };
        arenas.ForEach(arena => all.Add(arena));
        DecayRow sum = DecayRow.From(sample.Operation, sample.TimeNs, all) with { MadviseCalls = _machine.Calls.Madvise, MmapCalls = _machine.Calls.Mmap };
        return [sum, .. arenas.Where(arena => arena.Arena < ArenasMax).Select(arena => DecayRow.From(sample.Operation, sample.TimeNs, arena))];
    }

    private PageSlabRow[] ReadPageSlabs(TimelineSample sample)
    {
        List<PageSlabSnapshot> arenas = [];
        _allocator!.ReadPageSlabs(arenas);
        if (arenas.Count == 0)
        {
            return [];
        }

        PageSlabSnapshot all = new() { Arena = -1 };
        arenas.ForEach(arena => all.Add(arena));
        return [.. arenas.Where(arena => arena.Arena < ArenasMax).Prepend(all).Select(arena => PageSlabRow.From(sample.Operation, sample.TimeNs, arena))];
    }

    private (ulong Dirty, ulong Muzzy)[] Limits(long timeNs)
        => _allocator is null ? [] : [.. DecayAt(timeNs).Select(arena => (arena.DirtyLimitPages, arena.MuzzyLimitPages))];

    private List<DecaySnapshot> DecayAt(long timeNs)
    {
        List<DecaySnapshot> arenas = [];
        _allocator!.ReadDecay(arenas, _machine.Options.ClockOriginNs + timeNs);
        return arenas;
    }
}
