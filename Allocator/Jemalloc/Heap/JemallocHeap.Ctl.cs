using AllocSim.Allocator.Jemalloc.Stats.Printing;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Controls and statistics.</content>
public sealed partial class JemallocHeap
{
    private readonly Ctl.Ctl _ctl;

    /// <summary>Where statistics are printed on the way, asked each time; null: they are thrown away. (stats_interval)</summary>
    public Func<TextWriter>? StatsOutput { get; set; }

    /// <summary>mallctl by name.</summary>
    /// <returns>0 or the errno value that mallctl returns.</returns>
    public int Ctl(int thread, string name, CtlMode mode, ref ulong value)
    {
        Fetch(thread);
        return _ctl.ByName(thread, name, mode, ref value);
    }

    /// <summary>malloc_stats_print as the thread.</summary>
    public void WriteStats(int thread, TextWriter output, string options = "J")
    {
        Fetch(thread);
        StatsPrinter.Print(_ctl, thread, output, options);
    }

    // (stats_interval_event_handler)
    private void PrintStats(Tsd thread) => StatsPrinter.Print(_ctl, thread.Id, StatsOutput?.Invoke() ?? TextWriter.Null, _options.StatsIntervalOpts);
}
