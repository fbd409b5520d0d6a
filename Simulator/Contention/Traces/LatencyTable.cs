using System.Numerics;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>How long operations took, by kind and size class.</summary>
public sealed class LatencyTable
{
    private const int LookupBytes = 4096;

    private readonly Func<ulong, ulong> _classOf;
    private readonly LatencyCell?[] _small = new LatencyCell?[(int)(OperationKind.Exit + 1) * (LookupBytes + 1)];
    private readonly SortedDictionary<(OperationKind Kind, ulong Bytes), LatencyCell> _cells = [];

    /// <summary>Makes an empty table.</summary>
    /// <param name="classOf">Size class of a request; null for powers of two.</param>
    public LatencyTable(Func<ulong, ulong>? classOf = null)
    {
        _classOf = classOf ?? (size => size <= 1 ? 1 : size > 1UL << 62 ? ulong.MaxValue : BitOperations.RoundUpToPowerOf2(size));
    }

    /// <summary>All cells by kind and size class.</summary>
    public IEnumerable<KeyValuePair<(OperationKind Kind, ulong Bytes), LatencyCell>> Cells => _cells;

    /// <summary>The cell of a request.</summary>
    public LatencyCell CellOf(OperationKind kind, ulong size)
    {
        if (size > LookupBytes)
        {
            return Find(kind, size);
        }

        ref LatencyCell? cell = ref _small[((int)kind * (LookupBytes + 1)) + (int)size];
        return cell ??= Find(kind, size);
    }

    private LatencyCell Find(OperationKind kind, ulong size)
    {
        (OperationKind, ulong) key = (kind, size == 0 ? 0 : _classOf(size));
        if (!_cells.TryGetValue(key, out LatencyCell? cell))
        {
            cell = new LatencyCell();
            _cells.Add(key, cell);
        }

        return cell;
    }
}
