using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Measures.Objects;

/// <summary>Objects, requested and usable bytes by size class.</summary>
internal sealed class SlopTable
{
    private Cell[] _cells = new Cell[64];

    /// <summary>Usable less requested bytes, all classes together.</summary>
    public ulong SlopBytes { get; private set; }

    /// <summary>Adds or takes away objects of one size.</summary>
    /// <param name="sizeIndex">Their size class.</param>
    /// <param name="size">Bytes asked for.</param>
    /// <param name="usable">Bytes usable.</param>
    /// <param name="count">1, or -1 for one that goes.</param>
    public void Add(int sizeIndex, ulong size, ulong usable, int count)
    {
        if (sizeIndex >= _cells.Length)
        {
            Array.Resize(ref _cells, Math.Max(sizeIndex + 1, _cells.Length * 2));
        }

        ref Cell cell = ref _cells[sizeIndex];
        cell.SizeBytes = cell.Objects == 0 ? usable : Math.Max(cell.SizeBytes, usable);
        cell.UsableBytes = unchecked(cell.UsableBytes + (usable * (ulong)count));
        cell.Objects += count;
        cell.Sloppy += size < usable ? count : 0;
        cell.RequestedBytes = unchecked(cell.RequestedBytes + (size * (ulong)count));
        SlopBytes = unchecked(SlopBytes + ((usable - size) * (ulong)count));
    }

    /// <summary>Becomes like another one.</summary>
    public void CopyFrom(SlopTable other)
    {
        Array.Resize(ref _cells, other._cells.Length);
        other._cells.CopyTo(_cells, 0);
        SlopBytes = other.SlopBytes;
    }

    /// <summary>The rows of slop.csv.</summary>
    public IEnumerable<SlopRow> Rows(string moment)
    {
        for (int i = 0; i < _cells.Length; i++)
        {
            Cell cell = _cells[i];
            ulong usable = cell.UsableBytes;
            if (cell.Objects > 0)
            {
                yield return new SlopRow
                {
                    Moment = moment,
                    SizeIndex = i,
                    SizeBytes = cell.SizeBytes,
                    Objects = cell.Objects,
                    SloppyObjects = cell.Sloppy,
                    RequestedBytes = cell.RequestedBytes,
                    SlopBytes = usable - cell.RequestedBytes,
                    SlopRatio = usable == 0 ? 0 : (usable - cell.RequestedBytes) / (double)usable,
                };
            }
        }
    }

    private struct Cell
    {
        public ulong SizeBytes;
        public ulong UsableBytes;
        public long Objects;
        public long Sloppy;
        public ulong RequestedBytes;
    }
}
