using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>Where the huge page allocators of all arenas get their page slabs: a mapping of 128 huge pages at a time, handed out one by one; up to 5.3.0 never given back.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/hpa.c`, hpa_central_extract.</remarks>
internal sealed class HpaCentral(PacContext context, BaseAllocator base0, JemallocOptions options)
{
    private const ulong EdenStep = 128 * JemallocOptions.HugePage;

    /// <summary>Held while a page slab is handed out.</summary>
    public SimMutex GrowMutex { get; } = new("hpa_central_grow", MutexRank.HpaCentralGrow, context.Machine.LockRecorder);

    /// <summary>Where the next page slab will be taken from.</summary>
    public ulong Eden { get; private set; }

    /// <summary>Bytes left there.</summary>
    public ulong EdenBytes { get; private set; }

    /// <summary>Bytes mapped.</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>A page slab of an arena; null when memory has run out.</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="index">Its number in the arena.</param>
    public Hpdata? Extract(Tsd? thread, int index)
    {
        GrowMutex.Lock(thread);
        Hpdata? slab = ExtractLocked(thread, index);
        GrowMutex.Unlock(thread);
        return slab;
    }

    // What the library assumes of memory that it has just mapped.
    private bool StartsHuge => options.Version.HugifiesByStyle
        && (options.HpaHugifyStyle == HugifyStyle.Eager || (context.Machine.Options.HugePages == TransparentHugePages.Always && options.ExperimentalHpaStartHugeIfThpAlways));

    /// <summary>Unmaps a page slab of an arena that is going. The library never maps it again. (hpa_shard_destroy)</summary>
    public void Unmap(Hpdata slab)
    {
        context.Machine.Munmap(slab.Address, JemallocOptions.HugePage);
        MappedBytes -= JemallocOptions.HugePage;
    }

    private Hpdata? ExtractLocked(Tsd? thread, int index)
    {
        ulong fresh = 0;
        if (EdenBytes == 0)
        {
            bool commit = true;
            fresh = context.Hooks.Map(0, EdenStep, JemallocOptions.HugePage, ref commit);
            if (fresh == 0)
            {
                return null;
            }

            if (options.Version.HugifiesByStyle && options.HpaHugifyStyle == HugifyStyle.Eager)
            {
                context.Hooks.WantHuge(fresh, EdenStep);
            }
        }

        ulong record = base0.Alloc(thread, context.Records.Hpdata, RecordSizes.CacheLine);
        if (record == 0)
        {
            if (fresh != 0)
            {
                context.Machine.Munmap(fresh, EdenStep);
            }

            return null;
        }

        if (fresh != 0)
        {
            Eden = fresh;
            EdenBytes = EdenStep;
            MappedBytes += EdenStep;
        }

        context.Machine.Touch(record, context.Records.Hpdata);
        var slab = new Hpdata(index, Eden, (int)(JemallocOptions.HugePage >> context.Sizes.LgPage), context.Sizes.LgPage, StartsHuge);
        Eden += JemallocOptions.HugePage;
        EdenBytes -= JemallocOptions.HugePage;
        return slab;
    }
}
