namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A sample that was freed while samples were logged; threads and backtraces by their places in the log. (prof_alloc_node_t)</summary>
/// <param name="Address">Where the record lies.</param>
/// <param name="AllocThread">Who allocated it.</param>
/// <param name="FreeThread">Who freed it.</param>
/// <param name="AllocTrace">Where it was allocated.</param>
/// <param name="FreeTrace">Where it was freed.</param>
/// <param name="AllocNs">When it was allocated, in nanoseconds.</param>
/// <param name="FreeNs">When it was freed, in nanoseconds.</param>
/// <param name="Usize">Bytes of the size class.</param>
internal readonly record struct LoggedSample(ulong Address, int AllocThread, int FreeThread, int AllocTrace, int FreeTrace, long AllocNs, long FreeNs, ulong Usize)
{
    /// <summary>Bytes of the record.</summary>
    public const ulong Bytes = 64;
}
