using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc.Arenas;

/// <summary>A mapping made at the start, handed out in blocks of a segment's size. All of it has access from the beginning, and nothing of it is ever given up.</summary>
/// <remarks>mimalloc 2.0.9, `src/arena.c` mi_arena_t. The record: 64 bytes, then the bits of blocks in use, then those of blocks that were used before.</remarks>
internal sealed class Arena
{
    private const ulong BlockBytes = Layout.SegmentBytes;
    private const ulong FieldsBytes = 64;
    private const ulong StructBytes = 72;
    private const int FieldBits = 64;

    private readonly SimMachine _machine;
    private readonly ulong _record;
    private readonly Bitmap _inUse;
    private readonly Bitmap _dirty;

    /// <summary>Makes an arena of memory.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="record">Where its record lies.</param>
    /// <param name="start">Where the memory begins, on a boundary of a segment.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="isHuge">Whether it lies in huge pages.</param>
    public Arena(SimMachine machine, ulong record, ulong start, ulong bytes, bool isHuge)
    {
        _machine = machine;
        _record = record;
        Start = start;
        BlockCount = (int)(bytes / BlockBytes);
        IsHuge = isHuge;
        int fields = FieldsFor(bytes);
        _inUse = new Bitmap(fields);
        _dirty = new Bitmap(fields);
        machine.Touch(record, FieldsBytes);
        int left = (fields * FieldBits) - BlockCount;
        if (left > 0)
        {
            _inUse.Set(BlockCount, left);
            TouchBits(0, BlockCount, left);
        }
    }

    /// <summary>Where the memory begins.</summary>
    public ulong Start { get; }

    /// <summary>Blocks in it.</summary>
    public int BlockCount { get; }

    /// <summary>Whether it lies in huge pages.</summary>
    public bool IsHuge { get; }

    /// <summary>Bytes of the record of an arena.</summary>
    public static ulong RecordBytes(ulong bytes) => StructBytes + (2 * sizeof(ulong) * (ulong)FieldsFor(bytes));

    /// <summary>Takes the blocks for a length.</summary>
    /// <param name="bytes">The length.</param>
    /// <param name="isZero">Whether none of them was used before.</param>
    /// <returns>The first block; -1 for none to be had.</returns>
    public int Take(ulong bytes, out bool isZero)
    {
        ulong count = BlocksFor(bytes);
        int first = _inUse.TakeRun(count);
        isZero = first >= 0 && _dirty.Set(first, (int)count);
        if (first >= 0)
        {
            TouchBits(0, first, (int)count);
            TouchBits(_inUse.FieldCount, first, (int)count);
        }

        return first;
    }

    /// <summary>Gives blocks back.</summary>
    public void Give(int first, ulong bytes) => _inUse.Clear(first, (int)BlocksFor(bytes));

    /// <summary>Whether a block is in use.</summary>
    public bool IsInUse(int block) => _inUse[block];

    private static int FieldsFor(ulong bytes) => (int)(((bytes / BlockBytes) + FieldBits - 1) / FieldBits);

    private static ulong BlocksFor(ulong bytes) => (bytes + BlockBytes - 1) / BlockBytes;

    private void TouchBits(int fieldsBefore, int first, int count)
    {
        int field = first / FieldBits;
        int fields = ((first + count - 1) / FieldBits) - field + 1;
        _machine.Touch(_record + FieldsBytes + (sizeof(ulong) * (ulong)(fieldsBefore + field)), sizeof(ulong) * (ulong)fields);
    }
}
