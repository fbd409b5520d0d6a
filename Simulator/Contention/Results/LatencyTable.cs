using System.Numerics;
using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Results;

/// <summary>How long operations took, by kind and size class.</summary>
public sealed class LatencyTable
{
    private const int LookupBytes = 4096;
    private const int Kinds = (int)OperationKind.Exit + 1;

    private readonly Func<ulong, ulong> _classOf;
    private readonly ushort[] _rowOfSize = new ushort[LookupBytes + 1];
    private readonly Dictionary<ulong, int> _rowOfClass = [];
    private readonly List<ulong> _classes = [];
    private LatencyCell?[] _cells = [];

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
           let key = (Kind: (OperationKind)(i % Kinds), Bytes: _classes[i / Kinds])
           orderby key
           select KeyValuePair.Create(key, _cells[i]!);

    /// <summary>The cell of a request.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LatencyCell CellOf(OperationKind kind, ulong size)
    {
        int row = size <= LookupBytes ? _rowOfSize[(int)size] - 1 : -1;
        if (row < 0)
        {
            row = FindRow(size);
        }

        return _cells[(row * Kinds) + (int)kind] ?? AddCell((row * Kinds) + (int)kind);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LatencyCell AddCell(int index) => _cells[index] = new LatencyCell();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindRow(ulong size)
    {
        ulong sizeClass = size == 0 ? 0 : _classOf(size);
        if (!_rowOfClass.TryGetValue(sizeClass, out int row))
        {
            row = _classes.Count;
            _rowOfClass.Add(sizeClass, row);
            _classes.Add(sizeClass);
            Array.Resize(ref _cells, _classes.Count * Kinds);
        }

        if (size <= LookupBytes)
        {
            _rowOfSize[(int)size] = (ushort)(row + 1);
        }

        return row;
    }
}
