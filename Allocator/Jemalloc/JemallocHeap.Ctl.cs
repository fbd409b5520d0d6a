using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What controls and statistics need.</content>
public sealed partial class JemallocHeap
{
    /// <summary>mallctl by name.</summary>
    public int Ctl(int thread, string name, CtlMode mode, ref ulong value) => throw new NotSupportedException(name);

    /// <summary>malloc_stats_print with option J.</summary>
    public void WriteStats(int thread, TextWriter output) => throw new NotSupportedException();
}
