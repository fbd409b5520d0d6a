using AllocSim.Workloads.Atrace.Blocks;

namespace AllocSim.Workloads.Atrace;

/// <summary>The index at the end of an .atrace file.</summary>
/// <param name="OperationCount">Operations in the file.</param>
/// <param name="LastTimeNs">Time of the last one.</param>
/// <param name="SlotCount">Most objects alive at once.</param>
/// <param name="Blocks">The blocks, in order.</param>
public sealed record AtraceIndex(long OperationCount, long LastTimeNs, long SlotCount, IReadOnlyList<AtraceIndex.Block> Blocks)
{
    /// <summary>Where a block is.</summary>
    /// <param name="Offset">Byte offset of its frame.</param>
    /// <param name="FirstIndex">Index of its first operation.</param>
    /// <param name="FirstTimeNs">Time of its first operation.</param>
    public readonly record struct Block(long Offset, long FirstIndex, long FirstTimeNs);

    /// <summary>Reads the payload of an index frame.</summary>
    /// <exception cref="IndexOutOfRangeException">It is cut off.</exception>
    internal static AtraceIndex Parse(ReadOnlySpan<byte> payload)
    {
        var cursor = new ByteCursor(payload);
        long operations = (long)cursor.VarInt();
        long lastTime = (long)cursor.VarInt();
        long slots = (long)cursor.VarInt();
        ulong count = cursor.VarInt();
        var blocks = new List<Block>();
        long offset = 0, first = 0;
        for (ulong i = 0; i < count; i++)
        {
            offset += (long)cursor.VarInt();
            long operationsHere = (long)cursor.VarInt();
            blocks.Add(new Block(offset, first, (long)cursor.VarInt()));
            first += operationsHere;
        }

        return new AtraceIndex(operations, lastTime, slots, blocks);
    }

    /// <summary>The last block that starts at or before an operation.</summary>
    public Block BlockOfIndex(long index) => Last(block => block.FirstIndex <= index);

    /// <summary>The last block that starts before a time: operations at that very time may stand at the end of it.</summary>
    public Block BlockOfTime(long timeNs) => Last(block => block.FirstTimeNs < timeNs);

    private Block Last(Func<Block, bool> isBefore)
    {
        int low = 0, high = Blocks.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (isBefore(Blocks[middle]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Blocks.Count == 0 ? default : Blocks[Math.Max(0, low - 1)];
    }
}
