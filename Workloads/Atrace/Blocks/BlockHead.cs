namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>What stands before the columns of a block of operations, and makes it readable without the blocks before it.</summary>
/// <param name="FirstIndex">Index of the first operation.</param>
/// <param name="FirstTimeNs">Time of the first operation.</param>
/// <param name="NextNumber">The number that the next new object has unless another is given.</param>
/// <param name="Count">Operations in the block.</param>
/// <param name="SlotCount">Slots handed out up to the end of the block.</param>
internal readonly record struct BlockHead(long FirstIndex, long FirstTimeNs, long NextNumber, uint Count, uint SlotCount)
{
    /// <summary>Reads the fields.</summary>
    public static BlockHead Read(ref ByteCursor cursor) => new(cursor.Int64(), cursor.Int64(), cursor.Int64(), cursor.UInt32(), cursor.UInt32());

    /// <summary>Writes the fields.</summary>
    public void Write(ByteColumn to)
    {
        to.Int64(FirstIndex);
        to.Int64(FirstTimeNs);
        to.Int64(NextNumber);
        to.UInt32(Count);
        to.UInt32(SlotCount);
    }

    /// <summary>Says what cannot be, given what has been read before.</summary>
    /// <param name="lastTimeNs">Time of the operation before.</param>
    /// <param name="nextIndex">Index of the operation that should come next.</param>
    /// <param name="mostLost">Operations that may be missing before the block, because others were damaged.</param>
    /// <param name="slotCount">Slots handed out before, as far as is known.</param>
    /// <returns>Null when all is well.</returns>
    public string? Wrong(long lastTimeNs, long nextIndex, long mostLost, long slotCount) =>
        Count > AtraceFormat.BlockOperations || FirstIndex < 0 || NextNumber < 0 ? "its head holds numbers that cannot be"
        : FirstIndex < nextIndex || FirstIndex - nextIndex > mostLost ? "its operations do not follow those before it"
        : FirstTimeNs < lastTimeNs ? "time goes back at its start"
        : SlotCount > int.MaxValue || SlotCount - slotCount - Count > FirstIndex - nextIndex ? "it has more objects than operations"
        : null;
}
