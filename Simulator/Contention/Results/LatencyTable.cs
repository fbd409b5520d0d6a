using System.Numerics;
using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Results;

/// <summary>How long operations took, by kind and size class.</summary>
public sealed class LatencyTable
{
    private const int LookupBytes = 4096;
    private const int Kinds = (int)OperationKind.Exit + 1;

    // Of a cell that has no counts yet: with any short time added it is not a place.
    private const int Nowhere = -LatencyCell.Exact;

    private readonly Func<ulong, ulong> _classOf;
    private readonly Dictionary<ulong, int> _rowOfClass = [];
    private readonly List<ulong> _classes = [];

    // Row 0 is that of sizes which have none yet.
    private readonly ushort[] _rowOfSize = new ushort[LookupBytes + 1];
    private int[] _placeOfCell = [.. Enumerable.Repeat(Nowhere, Kinds)];
    private LatencyCell?[] _cells = new LatencyCell?[Kinds];

    // How many operations took 0, 1, 2, … ns, cell after cell: what most operations are is one addition in one array.
    private long[] _shortCounts = new long[LatencyCell.Exact];
    private int _shortEnd;

    /// <summary>Makes an empty table.</summary>
    /// <param name="classOf">Size class of a request; null for powers of two.</param>
    public LatencyTable(Func<ulong, ulong>? classOf = null)
    {
        _classOf = classOf ?? (size => size <= 1 ? 1 : size > 1UL << 62 ? ulong.MaxValue : BitOperations.RoundUpToPowerOf2(size));
    }

    /// <summary>All cells by kind and size class, ascending.</summary>
    public IEnumerable<KeyValuePair<(OperationKind Kind, ulong Bytes), LatencyCell>> Cells
        => from i in Enumerable.Range(0, _cells.Length)
           where _cells[i] is not null
           let key = (Kind: (OperationKind)(i % Kinds), Bytes: _classes[(i / Kinds) - 1])
           orderby key
           select KeyValuePair.Create(key, _cells[i]!.With(_shortCounts.AsSpan(_placeOfCell[i], LatencyCell.Exact)));

    /// <summary>Adds an operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(OperationKind kind, ulong size, long ns)
    {
        // Short ones are told apart to the nanosecond: their count says all there is to know.
        ushort[] rows = _rowOfSize;
        if (size < (uint)rows.Length && (ulong)ns < LatencyCell.Exact)
        {
            long[] counts = _shortCounts;
            int place = _placeOfCell[(rows[(int)size] * Kinds) + (int)kind] + (int)ns;
            if ((uint)place < (uint)counts.Length)
            {
                counts[place]++;
                return;
            }
        }

        AddRare(kind, size, ns);
    }

    /// <summary>What the time of a kind and size class went to.</summary>
    public ref OperationParts PartsOf(OperationKind kind, ulong size) => ref _cells[FindCell(kind, size)]!.Parts;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddRare(OperationKind kind, ulong size, long ns)
    {
        int cell = FindCell(kind, size);
        if (ns < LatencyCell.Exact)
        {
            _shortCounts[_placeOfCell[cell] + (int)ns]++;
        }
        else
        {
            _cells[cell]!.AddLong(ns);
        }
    }

    private int FindCell(OperationKind kind, ulong size)
    {
        int row = size <= LookupBytes && _rowOfSize[(int)size] > 0 ? _rowOfSize[(int)size] : FindRow(size);
        int cell = (row * Kinds) + (int)kind;
        if (_cells[cell] is null)
        {
            _cells[cell] = new LatencyCell();
            if (_shortEnd == _shortCounts.Length)
            {
                Array.Resize(ref _shortCounts, _shortEnd * 2);
            }

            _placeOfCell[cell] = _shortEnd;
            _shortEnd += LatencyCell.Exact;
        }

        return cell;
    }

    private int FindRow(ulong size)
    {
        ulong sizeClass = size == 0 ? 0 : _classOf(size);
        if (!_rowOfClass.TryGetValue(sizeClass, out int row))
        {
            _classes.Add(sizeClass);
            row = _classes.Count;
            _rowOfClass.Add(sizeClass, row);
            Array.Resize(ref _cells, (row + 1) * Kinds);
            Array.Resize(ref _placeOfCell, _cells.Length);
            _placeOfCell.AsSpan(row * Kinds).Fill(Nowhere);
        }

        if (size <= LookupBytes)
        {
            _rowOfSize[(int)size] = (ushort)row;
        }

        return row;
    }
}
