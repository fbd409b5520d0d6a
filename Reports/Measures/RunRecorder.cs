using System.Runtime.CompilerServices;
using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures;

/// <summary>Watches a replay and keeps what the tables and charts of a run are made of.</summary>
public sealed class RunRecorder : Recording, IReplayProbe
{
    private readonly SimMachine _machine;
    private readonly ObjectTable _objects;
    private readonly SampleSchedule _schedule;
    private readonly LivePages _pages;
    private readonly LivePages? _placed;
    private readonly RatioAverages? _ratios;
    private readonly TimeAverages _averages;
    private readonly AddressHeat? _heat;
    private readonly RunDetails? _details;
    private readonly ISampler _sampler;
    private readonly OwnTables? _compared;
    private ulong _reallocFrom;
    private long _peakOperation;
    private long _seen;
    private long _sinceNs = long.MinValue;

    /// <summary>Makes a recorder for one run.</summary>
    /// <param name="machine">The machine of the run.</param>
    /// <param name="allocator">Its allocator.</param>
    /// <param name="policy">Its policy, which says what there is to record.</param>
    /// <param name="objects">Its live objects.</param>
    /// <param name="rule">When to take samples.</param>
    /// <param name="depth">How much to keep.</param>
    /// <param name="touch">Which pages a new object touches.</param>
    /// <param name="isRowOnly">Whether only the row of summary.csv is made of it, with averages; then two samples are enough.</param>
    public RunRecorder(SimMachine machine, IAllocator allocator, Policy policy, ObjectTable objects, SampleRule rule, RecordingDepth depth = RecordingDepth.Everything, TouchMode touch = TouchMode.Size, bool isRowOnly = false)
        : base(policy)
    {
        _machine = machine;
        _objects = objects;
        _schedule = new SampleSchedule(rule);
        _pages = new LivePages(machine.PageSize, touch == TouchMode.Size ? ulong.MaxValue : 1);
        _ratios = depth >= RecordingDepth.Averages ? new RatioAverages(allocator, policy.Traits.TotalsChangeUnderLocksOnly ? machine.LockRecorder as AcquisitionCounter : null, policy.Gauges.Count, policy.Traits.AddsStretches) : null;
        _averages = new TimeAverages(_ratios);
        if (depth == RecordingDepth.Everything)
        {
            _details = new RunDetails(machine, allocator, policy, _schedule, touch);
            _placed = touch == TouchMode.Size ? null : new LivePages(machine.PageSize);
            _heat = new AddressHeat(_placed ?? _pages, machine.Pages, allocator as IAddressOwners);
        }
        else if (!isRowOnly)
        {
            _compared = new OwnTables(machine, allocator, policy.Tables.Where(table => table.IsCompared && table.Moment == TableMoment.End));
        }

        SampleReader reader = new(machine, allocator, policy, objects, _pages, _ratios);
        _sampler = isRowOnly && depth == RecordingDepth.Averages ? new SummarySampler(reader, policy.Traits.Measures) : new TimelineSampler(reader, _details);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TimelineSample> Samples => _sampler.Samples;

    /// <inheritdoc/>
    public override long LiveObjects => _objects.LiveCount;

    /// <inheritdoc/>
    public override long FailedAllocations => _objects.FailedCount;

    /// <inheritdoc/>
    public override AddressHeat? Heat => _heat;

    /// <inheritdoc/>
    public override long PeakOperation => _peakOperation;

    /// <inheritdoc/>
    public override IReadOnlyList<TableData> Own => _details?.Own ?? _compared?.Data ?? [];

    /// <inheritdoc/>
    public override TimeAverages Averages => _averages;

    /// <inheritdoc/>
    public override RatioAverages? Ratios => _ratios;

    /// <inheritdoc/>
    internal override RunDetails? Details => _details;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Before(long index, in Operation operation)
    {
        Advance(_seen, operation.TimeNs);
        _heat?.Before(_seen, operation);
        _seen++;
    }

    /// <inheritdoc/>
    /// <remarks>What a thread of the allocator does before the first operation is before the time that is measured: a part of a trace begins late, and its averages are those of the part.</remarks>
    public void Waking(long index, long timeNs)
    {
        if (_seen > 0)
        {
            Advance(_seen, timeNs);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (_reallocFrom != 0)
        {
            CountRealloc(address);
        }

        _pages.Made(index, operation, address, size);
        _placed?.Made(index, operation, address, size);
        _details?.Made(index, operation, address, size);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        _reallocFrom = operation.Kind is OperationKind.Realloc or OperationKind.Rallocx ? address : 0;
        _pages.Gone(index, operation, address, size);
        _placed?.Gone(index, operation, address, size);
        _details?.Gone(operation);
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        _pages.Resized(index, operation, address, oldSize, newSize);
        _placed?.Resized(index, operation, address, oldSize, newSize);
        _details?.Resized(index, operation, address, newSize);
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
    /// <param name="reopen">Opens the trace again, for the call stacks of what pins slabs; null where it has none.</param>
    public void Finish(long operations, Func<ITraceSource>? reopen = null)
    {
        long timeNs = _machine.NowNs - _machine.Options.ClockOriginNs;
        Advance(timeNs);
        _averages.Finish();
        _sampler.Finish(operations, timeNs);
        _heat?.Take(operations, timeNs);
        _details?.Finish(timeNs, reopen);
        _compared?.Finish(timeNs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountRealloc(ulong address)
    {
        ReallocInPlaceCalls += address == _reallocFrom ? 1 : 0;
        ReallocMovedCalls += address != _reallocFrom && address != 0 ? 1 : 0;
        _reallocFrom = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(long index, long timeNs)
    {
        Advance(timeNs);
        _sinceNs = _sinceNs == long.MinValue ? timeNs : _sinceNs;
        if (_schedule.IsDue(index, _sinceNs, timeNs))
        {
            Sample(index, _sinceNs, timeNs);
        }

        _sinceNs = timeNs;
    }

    /// <summary>Samples the state that has held since the event before and ends now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Sample(long index, long sinceNs, long untilNs)
    {
        foreach (long instantNs in _schedule.Take(index, sinceNs, untilNs))
        {
            _sampler.Take(index, instantNs);
        }

        if (_details is not null && _schedule.IsAdaptive && _schedule.VisibleNs(untilNs) is long visibleNs && untilNs - sinceNs >= visibleNs)
        {
            // Nothing happens in a gap, but limits may change, and that is what it is looked at for.
            foreach (long instantNs in _details.LimitChanges(sinceNs, untilNs, visibleNs))
            {
                _sampler.Take(index, instantNs);
            }
        }

        _sampler.Thin(_schedule);
    }

    /// <summary>The operation before has left these values, and they held until now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(long timeNs)
    {
        if (_objects.LiveBytes > _averages.PeakRequestedBytes)
        {
            _peakOperation = _seen - 1;
        }

        _averages.Advance(timeNs, _objects.LiveBytes, _machine.Pages.BackedBytes, _pages.Bytes);
    }
}
