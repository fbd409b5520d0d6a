using AllocSim.Reports.Measures.Samples;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>How full each range of addresses is over time: at each sample, the live bytes of every range that holds any.</summary>
/// <remarks>Ranges start at 64 KiB and double whenever there would be more than <see cref="RangesMax"/> of them, so the picture fits whatever the size of the heap.</remarks>
public sealed class AddressHeat
{
    /// <summary>Most ranges that are told apart.</summary>
    public const int RangesMax = 400;

    private const int ColumnsMax = 400;

    private readonly LivePages _pages;
    private readonly PageLayer? _machine;
    private readonly IAddressOwners? _allocator;
    private readonly SampleSchedule _schedule = new(SampleRule.Adaptive, ColumnsMax);
    private readonly List<Column> _columns = [];
    private readonly SortedSet<ulong> _ranges = [];
    private int _rangeShift = 16;
    private long _sinceNs = long.MinValue;

    /// <summary>Makes a record over a map of live pages.</summary>
    /// <param name="pages">Where live bytes are.</param>
    /// <param name="machine">The machine's pages, which say what is mapped; null where nobody asks.</param>
    /// <param name="allocator">Who says whose they are; null where nobody does.</param>
    public AddressHeat(LivePages pages, PageLayer? machine = null, IAddressOwners? allocator = null)
    {
        _pages = pages;
        _allocator = allocator;
        _machine = machine;
    }

    /// <summary>Bytes in a range.</summary>
    public ulong RangeBytes => 1UL << _rangeShift;

    /// <summary>First address of each range that ever held a live byte, ascending.</summary>
    public IReadOnlyList<ulong> Ranges => [.. _ranges.Select(range => range << _rangeShift)];

    /// <summary>The samples, by time.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Takes a sample when one is due.</summary>
    public void Before(long index, in Operation operation)
    {
        _sinceNs = _sinceNs == long.MinValue ? operation.TimeNs : _sinceNs;
        if (_schedule.IsDue(index, _sinceNs, operation.TimeNs))
        {
            foreach (long instantNs in _schedule.Take(index, _sinceNs, operation.TimeNs))
            {
                Take(index, instantNs);
            }

            _schedule.Thin(_columns, column => (column.Operation, column.TimeNs));
        }

        _sinceNs = operation.TimeNs;
    }

    /// <summary>Takes a sample now.</summary>
    public void Take(long index, long timeNs)
    {
        List<(ulong Range, ulong LiveBytes)> live = _pages.Sums(_rangeShift);
        List<(ulong Start, ulong End)> mapped = [];
        _machine?.ReadMapped(mapped);
        mapped.Sort();
        _columns.Add(new Column(index, timeNs, live, mapped) { Owners = new AddressOwners(_allocator) });
        foreach ((ulong range, _) in live)
        {
            _ranges.Add(range);
        }

        while (_ranges.Count > RangesMax)
        {
            Coarsen();
        }
    }

    /// <summary>The part of a range that held live bytes at a sample, 0 to 1.</summary>
    public double Fullness(Column column, ulong range)
        => column.LiveBytes(range >> _rangeShift) / (double)RangeBytes;

    private void Coarsen()
    {
        _rangeShift++;
        for (int i = 0; i < _columns.Count; i++)
        {
            List<(ulong Range, ulong LiveBytes)> joined = [];
            foreach ((ulong range, ulong live) in _columns[i].Live)
            {
                if (joined.Count > 0 && joined[^1].Range == range >> 1)
                {
                    joined[^1] = (range >> 1, joined[^1].LiveBytes + live);
                }
                else
                {
                    joined.Add((range >> 1, live));
                }
            }

            _columns[i] = _columns[i] with { Live = joined };
        }

        SortedSet<ulong> ranges = [.. _ranges.Select(range => range >> 1)];
        _ranges.Clear();
        _ranges.UnionWith(ranges);
    }

    /// <summary>One sample.</summary>
    /// <param name="Operation">The operation that comes next.</param>
    /// <param name="TimeNs">The trace's clock.</param>
    /// <param name="Live">Live bytes of each range that holds any, by range number.</param>
    /// <param name="Mapped">What is mapped, by address: first address and first one behind it.</param>
    public sealed record Column(long Operation, long TimeNs, IReadOnlyList<(ulong Range, ulong LiveBytes)> Live, IReadOnlyList<(ulong Start, ulong End)> Mapped)
    {
        /// <summary>Whose the addresses are.</summary>
        internal AddressOwners Owners { get; init; } = new(null);

        /// <summary>Live bytes of a range, 0 for one without any.</summary>
        /// <param name="range">Its number.</param>
        public ulong LiveBytes(ulong range)
        {
            int low = 0;
            for (int high = Live.Count; low < high;)
            {
                int middle = (low + high) / 2;
                (low, high) = Live[middle].Range >= range ? (low, middle) : (middle + 1, high);
            }

            return low < Live.Count && Live[low].Range == range ? Live[low].LiveBytes : 0;
        }

        /// <summary>Whether something of a range of addresses is mapped.</summary>
        public bool IsMapped(ulong address, ulong bytes)
        {
            int low = 0;
            for (int high = Mapped.Count; low < high;)
            {
                int middle = (low + high) / 2;
                (low, high) = Mapped[middle].End > address ? (low, middle) : (middle + 1, high);
            }

            return low < Mapped.Count && Mapped[low].Start < address + bytes;
        }
    }
}
