using AllocSim.Reports.Measures.Objects;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Measures;

/// <summary>Records what only the files of a run need: every object, the pages touched, and the policy's own tables.</summary>
internal sealed class RunDetails
{
    private readonly ICachingAllocator? _caching;
    private readonly ObjectLedger _ledger;
    private readonly OwnTables _own;
    private readonly TouchedPages _touched;
    private readonly ulong _touchBytesMax;

    public RunDetails(SimMachine machine, IAllocator allocator, Policy policy, SampleSchedule schedule, TouchMode touch)
    {
        _touched = new TouchedPages(machine.PageSize, schedule.IsAdaptive);
        _touchBytesMax = touch == TouchMode.Size ? ulong.MaxValue : 1;
        _caching = allocator as ICachingAllocator;
        _ledger = new ObjectLedger(new PlaceFinder(allocator, machine.PageSize));
        _own = new OwnTables(machine, allocator, policy);
    }

    /// <summary>Pages touched in the window before each sample.</summary>
    public IReadOnlyList<long> TouchedPages => _touched.Counts;

    /// <summary>The policy's own tables.</summary>
    public IReadOnlyList<TableData> Own => _own.Data;

    /// <summary>The rows of slop.csv.</summary>
    public List<SlopRow> Slop { get; } = [];

    /// <summary>The rows of pins.csv.</summary>
    public List<PinRow> Pins { get; } = [];

    /// <summary>The rows of stacks.csv; none where the trace has no call stacks.</summary>
    public List<StackRow> Stacks { get; } = [];

    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        _ledger.Made(index, operation, address, size);
        Touch(address, size);
    }

    public void Gone(in Operation operation) => _ledger.Gone(operation);

    public void Resized(long index, in Operation operation, ulong address, ulong newSize)
    {
        _ledger.Resized(operation, address, newSize);
        Touch(address, newSize);
    }

    /// <summary>Adds to a sample what only files need.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="isPeak">Whether more bytes are requested than at any sample before.</param>
    public TimelineSample Sample(TimelineSample sample, bool isPeak)
    {
        _touched.Close();
        if (isPeak)
        {
            _ledger.TakePeak(sample.TimeNs);
        }

        _own.Sample(sample.Operation, sample.TimeNs, isPeak);
        return sample with { SlopBytes = _ledger.Live.SlopBytes, CachedBytes = _caching?.CachedBytes ?? 0 };
    }

    /// <summary>Only some samples stay.</summary>
    public void Thin(ReadOnlySpan<int> staying)
    {
        _touched.Join(staying);
        _own.Thin(staying);
    }

    /// <summary>Instants within a gap at which what is allowed is another than before, a step apart, until it changes no more.</summary>
    public IEnumerable<long> LimitChanges(long fromNs, long untilNs, long stepNs) => _own.LimitChanges(fromNs, untilNs, stepNs);

    /// <summary>The trace has ended, and the last sample was taken.</summary>
    /// <param name="timeNs">When that is.</param>
    /// <param name="reopen">Opens the trace again, for the call stacks of what pins slabs; null where it has none.</param>
    public void Finish(long timeNs, Func<ITraceSource>? reopen)
    {
        _own.Finish(timeNs);
        Slop.AddRange(_ledger.Peak.Rows("peak"));
        Slop.AddRange(_ledger.Live.Rows("end"));
        Slop.AddRange(_ledger.All.Rows("all"));
        AddPins(_ledger, timeNs, reopen);
    }

    private void AddPins(ObjectLedger ledger, long timeNs, Func<ITraceSource>? reopen)
    {
        List<FollowedObject> atPeak = ledger.PeakObjects(), atEnd = ledger.LiveObjects();
        List<PinningObject> peak = Objects.Pins.Find(atPeak), end = Objects.Pins.Find(atEnd);
        using ITraceSource? trace = reopen?.Invoke();
        IReadOnlyDictionary<long, string> stacks = trace is null
            ? new Dictionary<long, string>()
            : OperationStacks.Find(trace, atPeak.Concat(atEnd).Select(each => each.Operation));
        Pins.AddRange(Objects.Pins.Rows("peak", peak, ledger.PeakTimeNs, stacks));
        Pins.AddRange(Objects.Pins.Rows("end", end, timeNs, stacks));
        if (stacks.Count > 0)
        {
            Stacks.AddRange(Objects.Stacks.Rows("peak", atPeak, peak, stacks));
            Stacks.AddRange(Objects.Stacks.Rows("end", atEnd, end, stacks));
        }
    }

    private void Touch(ulong address, ulong size)
    {
        if (address != 0)
        {
            _touched.Touch(address, Math.Min(size, _touchBytesMax));
        }
    }
}
