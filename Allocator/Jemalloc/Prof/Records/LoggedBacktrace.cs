namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A backtrace that the log of samples names. (prof_bt_node_t)</summary>
/// <param name="Address">Where its record lies.</param>
/// <param name="Index">Its place in the log, from 0.</param>
/// <param name="Backtrace">The backtrace.</param>
internal sealed record LoggedBacktrace(ulong Address, int Index, Backtrace Backtrace)
{
    /// <summary>Bytes of the record before its frames.</summary>
    public const ulong HeaderBytes = 32;
}
