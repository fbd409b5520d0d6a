using System.Globalization;
using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;

namespace AllocSim.Allocator.Glibc.Stats;

/// <summary>What malloc_info and mallinfo2 say. Sizes of binned chunks include their flags, as there.</summary>
internal sealed class MallocInfoText(ArenaSet arenas, ChunkMemory memory, MappedChunks mapped)
{
    private const int Unsorted = Chunk.FastBinCount;
    private readonly SizeRow[] _rows = new SizeRow[Chunk.FastBinCount + Chunk.BinCount - 1];
    private ArenaCounts _total;

    /// <summary>Writes the text of malloc_info(0), then the fields of mallinfo2, one a line.</summary>
    public void Write(TextWriter output)
    {
        _total = default;
        output.Write("<malloc version=\"1\">\n");
        int number = 0;
        Arena arena = arenas.Main;
        do
        {
            WriteArena(output, arena, number++);
            arena = arena.Next;
        }
        while (arena != arenas.Main);

        WriteChunkTotals(output, _total);
        Write(output, $"<total type=\"mmap\" count=\"{mapped.Count}\" size=\"{mapped.Bytes}\"/>\n");
        WriteSystemTotals(output, _total);
        Write(output, $"<aspace type=\"total\" size=\"{_total.SpaceBytes}\"/>\n<aspace type=\"mprotect\" size=\"{_total.OpenedBytes}\"/>\n</malloc>\n");
        WriteMallinfo(output);
    }

    private void WriteArena(TextWriter output, Arena arena, int number)
    {
        Write(output, $"<heap nr=\"{number}\">\n<sizes>\n");
        ArenaCounts counts = new() { FreeCount = 1, FreeBytes = arena.TopSize, SystemBytes = arena.SystemBytes, SystemBytesMax = arena.SystemBytesMax };
        ReadFastBins(arena, ref counts);
        ReadBins(arena, ref counts);
        for (int index = 0; index < _rows.Length; index++)
        {
            if (index != Unsorted)
            {
                WriteRow(output, "size", _rows[index]);
            }
        }

        WriteRow(output, "unsorted", _rows[Unsorted]);
        output.Write("</sizes>\n");
        WriteChunkTotals(output, counts);
        WriteSystemTotals(output, counts);
        WriteSpace(output, arena, ref counts);
        output.Write("</heap>\n");
        _total.Add(counts);
    }

    private void ReadFastBins(Arena arena, ref ArenaCounts counts)
    {
        for (int index = 0; index < Chunk.FastBinCount; index++)
        {
            SizeRow row = default;
            for (ulong chunk = arena.FastBin(index); chunk != 0; chunk = memory.Next(chunk))
            {
                row.To = row.To == 0 ? memory.Size(chunk) : row.To;
                row.Count++;
            }

            row.From = row.To == 0 ? 0 : row.To - (Chunk.Alignment - 1);
            row.Total = row.Count * row.To;
            _rows[index] = row;
            counts.FastCount += row.Count;
            counts.FastBytes += row.Total;
        }
    }

    private void ReadBins(Arena arena, ref ArenaCounts counts)
    {
        for (int index = 1; index < Chunk.BinCount; index++)
        {
            SizeRow row = default;
            ulong bin = arena.BinAt(index);
            for (ulong chunk = memory.Next(bin); chunk != bin; chunk = memory.Next(chunk))
            {
                ulong head = memory.Head(chunk);
                row.From = row.Count == 0 ? head : Math.Min(row.From, head);
                row.To = Math.Max(row.To, head);
                row.Total += head;
                row.Count++;
            }

            _rows[Chunk.FastBinCount - 1 + index] = row;
            counts.FreeCount += row.Count;
            counts.FreeBytes += row.Total;
            counts.BinnedBytes += row.Total - RowFlags(arena, index);
        }
    }

    // mallinfo2 counts sizes without their flags.
    private ulong RowFlags(Arena arena, int index)
    {
        ulong flags = 0;
        ulong bin = arena.BinAt(index);
        for (ulong chunk = memory.Next(bin); chunk != bin; chunk = memory.Next(chunk))
        {
            flags += memory.Head(chunk) & Chunk.Flags;
        }

        return flags;
    }

    private void WriteMallinfo(TextWriter output)
    {
        ulong top = arenas.Main.TopSize;
        ulong free = _total.TopBytes + _total.BinnedBytes + _total.FastBytes;
        Write(output, $"arena {_total.SystemBytes}\nordblks {_total.FreeCount}\nsmblks {_total.FastCount}\nhblks {mapped.Count}\nhblkhd {mapped.Bytes}\nusmblks 0\n");
        Write(output, $"fsmblks {_total.FastBytes}\nuordblks {_total.SystemBytes - free}\nfordblks {free}\nkeepcost {top}\n");
    }

    private static void WriteRow(TextWriter output, string name, SizeRow row)
    {
        if (row.Count != 0)
        {
            Write(output, $"  <{name} from=\"{row.From}\" to=\"{row.To}\" total=\"{row.Total}\" count=\"{row.Count}\"/>\n");
        }
    }

    private static void WriteChunkTotals(TextWriter output, in ArenaCounts counts)
        => Write(output, $"<total type=\"fast\" count=\"{counts.FastCount}\" size=\"{counts.FastBytes}\"/>\n<total type=\"rest\" count=\"{counts.FreeCount}\" size=\"{counts.FreeBytes}\"/>\n");

    private static void WriteSystemTotals(TextWriter output, in ArenaCounts counts)
        => Write(output, $"<system type=\"current\" size=\"{counts.SystemBytes}\"/>\n<system type=\"max\" size=\"{counts.SystemBytesMax}\"/>\n");

    private static void WriteSpace(TextWriter output, Arena arena, ref ArenaCounts counts)
    {
        counts.TopBytes = arena.TopSize;
        counts.SpaceBytes = arena.SystemBytes;
        counts.OpenedBytes = arena.SystemBytes;
        int heaps = 0;
        if (arena is SubArena sub)
        {
            counts.SpaceBytes = 0;
            counts.OpenedBytes = 0;
            for (SubHeap? heap = sub.CurrentHeap; heap is not null; heap = heap.Previous)
            {
                counts.SpaceBytes += heap.Size;
                counts.OpenedBytes += heap.OpenedBytes;
                heaps++;
            }
        }

        Write(output, $"<aspace type=\"total\" size=\"{counts.SpaceBytes}\"/>\n<aspace type=\"mprotect\" size=\"{counts.OpenedBytes}\"/>\n");
        if (heaps > 0)
        {
            Write(output, $"<aspace type=\"subheaps\" size=\"{heaps}\"/>\n");
        }
    }

    private static void Write(TextWriter output, FormattableString text) => output.Write(text.ToString(CultureInfo.InvariantCulture));

    private struct SizeRow
    {
        public ulong From;
        public ulong To;
        public ulong Total;
        public ulong Count;
    }

    private struct ArenaCounts
    {
        public ulong FastCount;
        public ulong FastBytes;
        public ulong FreeCount;
        public ulong FreeBytes;
        public ulong BinnedBytes;
        public ulong TopBytes;
        public ulong SystemBytes;
        public ulong SystemBytesMax;
        public ulong SpaceBytes;
        public ulong OpenedBytes;

        public void Add(in ArenaCounts other)
        {
            FastCount += other.FastCount;
            FastBytes += other.FastBytes;
            FreeCount += other.FreeCount;
            FreeBytes += other.FreeBytes;
            BinnedBytes += other.BinnedBytes;
            TopBytes += other.TopBytes;
            SystemBytes += other.SystemBytes;
            SystemBytesMax += other.SystemBytesMax;
            SpaceBytes += other.SpaceBytes;
            OpenedBytes += other.OpenedBytes;
        }
    }
}
