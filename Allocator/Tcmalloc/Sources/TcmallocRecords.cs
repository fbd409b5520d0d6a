using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Sources;

/// <summary>The library's own records, a pool for each kind.</summary>
internal sealed class TcmallocRecords
{
    /// <summary>Makes pools that have nothing yet.</summary>
    public TcmallocRecords(SimMachine machine, SystemMemory system)
    {
        Machine = machine;
        Metadata = new MetadataSource(system);
        Spans = new SpanTable(new RecordPool(Metadata, machine, PageSpan.RecordBytes, "records of spans"));
        Growths = new RecordPool(Metadata, machine, PageHeap.GrowthRecordBytes, "records of the heap's growth");
        Caches = new RecordPool(Metadata, machine, ThreadCache.RecordBytes, "threads' caches");
        Nodes = new RecordPool(Metadata, machine, LargeSpanSet.NodeBytes, "nodes of large spans");
    }

    /// <summary>Whose pages they are written to.</summary>
    public SimMachine Machine { get; }

    /// <summary>Where all of them come from, and the leaves of the page map.</summary>
    public MetadataSource Metadata { get; }

    /// <summary>Spans.</summary>
    public SpanTable Spans { get; }

    /// <summary>One for each time that the heap grew; they are never given back.</summary>
    public RecordPool Growths { get; }

    /// <summary>Threads' caches.</summary>
    public RecordPool Caches { get; }

    /// <summary>Nodes of the two sets of large spans; the pool starts with the first one.</summary>
    public RecordPool Nodes { get; }

    /// <summary>Takes the first piece of the first three, in this order.</summary>
    public void Start()
    {
        Spans.Start();
        Growths.Start();
        Caches.Start();
    }
}
