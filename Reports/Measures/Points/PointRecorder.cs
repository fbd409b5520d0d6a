using System.Runtime.CompilerServices;
using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures.Points;

/// <summary>Watches a replay of which only the row of summary.csv is made, where the trace's demand is known: notes addresses, and works out the rest for many operations at once.</summary>
/// <remarks>
/// The same figures as a <see cref="RunRecorder"/>'s to the last bit, with fewer instructions (decision 93). What the demand cannot say ends in <see cref="HasGivenUp"/>: an allocation that fails, a background thread.
/// </remarks>
public sealed class PointRecorder : Recording
{
    // A block's addresses and operations stay in the processor's first cache.
    private const int BlockOperations = 256;

    private readonly PageLayer _machinePages;
    private readonly IAllocator _allocator;
    private readonly AcquisitionCounter? _changes;
    private readonly Demand _demand;
    private readonly PointPlan _plan;
    private readonly LivePages _pages;
    private readonly RatioAverages _ratios;
    private readonly TimeAverages _averages;
    private readonly SampleReader _reader;
    private readonly ulong[] _addresses = new ulong[BlockOperations * 2];
    private readonly HeapTotals[] _totals;
    private int _addressCount;
    private int _changesDone;
    private int _movesDone;
    private int _rowStart;
    private int _blockStart;
    private long _settleAt;
    private ulong _backedBytes = ulong.MaxValue; // the first event begins the first stretch
    private ulong _livePageBytes;
    private long _lastChange = -1;
    private long _nullObjects;
    private HeapHeight _highest;
    private TimelineSample _end;

    /// <summary>Makes a recorder for one run.</summary>
    /// <param name="machine">The machine of the run.</param>
    /// <param name="allocator">Its allocator.</param>
    /// <param name="policy">Its policy, which says what there is to record.</param>
    /// <param name="objects">Its live objects.</param>
    /// <param name="plan">What the points of the trace share.</param>
    /// <param name="touch">Which pages a new object touches.</param>
    public PointRecorder(SimMachine machine, IAllocator allocator, Policy policy, ObjectTable objects, PointPlan plan, TouchMode touch)
        : base(policy)
    {
        _machinePages = machine.Pages;
        _allocator = allocator;
        _plan = plan;
        _demand = plan.Demand;
        _changes = policy.Traits.TotalsChangeUnderLocksOnly ? machine.LockRecorder as AcquisitionCounter : null;
        _pages = new LivePages(machine.PageSize, touch == TouchMode.Size ? ulong.MaxValue : 1);
        _ratios = new RatioAverages(allocator, _changes, policy.Gauges.Count, policy.Traits.AddsStretches);
        _averages = new TimeAverages(_ratios);
        _reader = new SampleReader(machine, allocator, policy, objects, _pages, _ratios);
        _totals = _changes is null ? new HeapTotals[BlockOperations + 1] : [];
    }

    /// <summary>Whether something happened that the demand did not foresee: the run has to be recorded in the other way.</summary>
    public bool HasGivenUp { get; private set; }

    /// <inheritdoc/>
    public override IReadOnlyList<TimelineSample> Samples => [_highest.Sample(Measures), _end];

    /// <inheritdoc/>
    public override long LiveObjects => _demand.LiveObjects - _nullObjects;

    /// <inheritdoc/>
    public override long FailedAllocations => 0;

    /// <inheritdoc/>
    public override long PeakOperation => Math.Max(_demand.PeakEvent - 1, 0);

    /// <inheritdoc/>
    public override TimeAverages Averages => _averages;

    /// <inheritdoc/>
    public override RatioAverages Ratios => _ratios;

    /// <summary>The trace has ended: reads the final state.</summary>
    public void Finish()
    {
        int end = _demand.OperationCount;
        Before(end);
        Settle(end);
        _averages.AddRow(_demand, end, end + 1, _changes is null ? _totals.AsSpan(0, 1) : []);
        _averages.Finish();
        _end = _reader.Read(end, _demand.TimeNs(end)) with { RequestedBytes = _demand.RequestedBytes(end), LiveObjects = LiveObjects };
    }

    /// <summary>An operation is about to run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Before(long index)
    {
        if (_changes is null)
        {
            _allocator.ReadTotals(ref _totals[(int)index - _blockStart]);
        }

        if (index >= _settleAt || _machinePages.BackedBytes != _backedBytes || (_changes is not null && _changes.Count != _lastChange))
        {
            Settle((int)index);
        }
    }

    /// <summary>The next object of the demand has come or is gone.</summary>
    /// <param name="address">Where it lies; 0 where there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Change(ulong address) => _addresses[_addressCount++] = address;

    /// <summary>The demand is not what happens.</summary>
    internal void GiveUp()
    {
        HasGivenUp = true;
        _settleAt = 0;
    }

    /// <summary>Adds up all that has happened until an event, and looks at the state that it finds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Settle(int at)
    {
        if (HasGivenUp || !TryChangePages(at))
        {
            GiveUp();
            (_addressCount, _blockStart) = (0, at);
            return;
        }

        EndRow(at);
        if (_changes is null)
        {
            _totals[0] = _totals[at - _blockStart];
            _ratios.Expect(_totals[0]);
        }

        _blockStart = at;
        bool isStale = _changes is not null && _changes.Count != _lastChange;
        if (isStale || _machinePages.BackedBytes != _backedBytes || _pages.Bytes != _livePageBytes)
        {
            _lastChange = _changes?.Count ?? -1;
            _backedBytes = _machinePages.BackedBytes;
            BeginStretch(at, isStale);
        }

        int highest = _plan.HighestEvent;
        _settleAt = at < highest ? Math.Min(at + BlockOperations, highest) : at + BlockOperations;
        if (at == highest)
        {
            _highest = _reader.ReadHeight(at, _plan.HighestTimeNs) with { RequestedBytes = _demand.RequestedBytes(at) };
        }
    }

    /// <summary>Objects come to their pages and leave them. Where that changes the number of pages in use, one stretch ends and another begins.</summary>
    private bool TryChangePages(int at)
    {
        ReadOnlySpan<ObjectChange> changes = _demand.Changes[_changesDone..];
        int count = _addressCount;
        if (count > changes.Length || (count > 0 && changes[count - 1].Operation >= at) || (count < changes.Length && changes[count].Operation < at))
        {
            return false;
        }

        changes = changes[..count];
        ReadOnlySpan<ulong> addresses = _addresses.AsSpan(0, count);
        for (int done = 0; done < count;)
        {
            if (addresses[done] != 0)
            {
                done += _pages.Change(addresses[done..], changes[done..]);
            }
            else if (!TryPassNull(changes[done++]))
            {
                return false;
            }

            int after = changes[done - 1].Operation + 1;
            if (after < at && _pages.Bytes != _livePageBytes && (done == count || changes[done].Operation >= after))
            {
                EndRow(after);
                BeginStretch(after, isStale: false);
            }
        }

        CountMoves(addresses);
        _changesDone += count;
        _addressCount = 0;
        return true;
    }

    /// <summary>A null pointer is what a call may answer that asks for nothing; else it has failed.</summary>
    private bool TryPassNull(ObjectChange change)
    {
        _nullObjects += change.IsGone ? -1 : 1;
        return change.Bytes == 0;
    }

    private void CountMoves(ReadOnlySpan<ulong> addresses)
    {
        ReadOnlySpan<int> moves = _demand.Moves;
        for (; _movesDone < moves.Length && moves[_movesDone] - _changesDone < addresses.Length; _movesDone++)
        {
            int to = moves[_movesDone] - _changesDone;
            if (addresses[to - 1] != 0)
            {
                ReallocInPlaceCalls += addresses[to] == addresses[to - 1] ? 1 : 0;
                ReallocMovedCalls += addresses[to] != addresses[to - 1] && addresses[to] != 0 ? 1 : 0;
            }
        }
    }

    private void EndRow(int at)
    {
        _averages.AddRow(_demand, _rowStart, at, _changes is null ? _totals.AsSpan(_rowStart - _blockStart, at - _rowStart) : []);
        _rowStart = at;
    }

    private void BeginStretch(int at, bool isStale)
    {
        _livePageBytes = _pages.Bytes;
        _averages.Change(_demand.TimeNs(at), _demand.RequestedBytes(at), _backedBytes, _livePageBytes, isStale);
    }
}
