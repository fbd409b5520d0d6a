namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>Samples counted: as they are, and scaled up to what they stand for. (prof_cnt_t)</summary>
internal struct ProfCounts
{
    /// <summary>Live samples.</summary>
    public ulong CurObjs;

    /// <summary>Objects that the live samples stand for, times the smallest size class.</summary>
    public ulong CurObjsShiftedUnbiased;

    /// <summary>Bytes of live samples, as size classes.</summary>
    public ulong CurBytes;

    /// <summary>Bytes that the live samples stand for.</summary>
    public ulong CurBytesUnbiased;

    /// <summary>All samples, with prof_accum.</summary>
    public ulong AccumObjs;

    /// <summary>Objects that all samples stand for, times the smallest size class.</summary>
    public ulong AccumObjsShiftedUnbiased;

    /// <summary>Bytes of all samples.</summary>
    public ulong AccumBytes;

    /// <summary>Bytes that all samples stand for.</summary>
    public ulong AccumBytesUnbiased;

    /// <summary>A sample more.</summary>
    public void AddSample(ulong usize, ulong shiftedUnbiasedCount, ulong unbiasedBytes, bool accumulates)
    {
        CurObjs++;
        CurObjsShiftedUnbiased += shiftedUnbiasedCount;
        CurBytes += usize;
        CurBytesUnbiased += unbiasedBytes;
        if (accumulates)
        {
            AccumObjs++;
            AccumObjsShiftedUnbiased += shiftedUnbiasedCount;
            AccumBytes += usize;
            AccumBytesUnbiased += unbiasedBytes;
        }
    }

    /// <summary>A sample freed. What it stands for may have changed since (prof.reset), so those counts may run below 0.</summary>
    public void RemoveSample(ulong usize, ulong shiftedUnbiasedCount, ulong unbiasedBytes)
    {
        CurObjs--;
        CurObjsShiftedUnbiased = unchecked(CurObjsShiftedUnbiased - shiftedUnbiasedCount);
        CurBytes -= usize;
        CurBytesUnbiased = unchecked(CurBytesUnbiased - unbiasedBytes);
    }

    /// <summary>Adds counts.</summary>
    public void Add(in ProfCounts other)
    {
        unchecked
        {
            CurObjs += other.CurObjs;
            CurObjsShiftedUnbiased += other.CurObjsShiftedUnbiased;
            CurBytes += other.CurBytes;
            CurBytesUnbiased += other.CurBytesUnbiased;
            AccumObjs += other.AccumObjs;
            AccumObjsShiftedUnbiased += other.AccumObjsShiftedUnbiased;
            AccumBytes += other.AccumBytes;
            AccumBytesUnbiased += other.AccumBytesUnbiased;
        }
    }
}
