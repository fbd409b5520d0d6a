using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Ctl;

/// <content>The controls of arenas: sizes, and purging.</content>
internal sealed partial class ControlTree
{
    private void AddArenas(ControlNode arenas)
    {
        AddHalf(arenas, "narenas", _ => _heap.Arenas.Count);
        arenas.Add("initialized", Initialized);
        AddWord(arenas, "quantum", _ => Geometry.Quantum);
        AddWord(arenas, "cacheline", _ => RecordSizes.CacheLine);
        AddWord(arenas, "subpage", _ => Geometry.Subpage);
        AddWord(arenas, "pagesize", _ => _geometry.PageBytes);
        AddWord(arenas, "chunksize", _ => _geometry.ChunkBytes);
        AddWord(arenas, "tspace_min", _ => Geometry.TinyMin);
        AddWord(arenas, "tspace_max", _ => Geometry.Quantum >> 1);
        AddWord(arenas, "qspace_min", _ => Geometry.Quantum);
        AddWord(arenas, "qspace_max", _ => _geometry.QspaceMax);
        AddWord(arenas, "cspace_min", _ => _geometry.CspaceMin);
        AddWord(arenas, "cspace_max", _ => _geometry.CspaceMax);
        AddWord(arenas, "sspace_min", _ => _geometry.SspaceMin);
        AddWord(arenas, "sspace_max", _ => _geometry.SspaceMax);
        AddWord(arenas, "tcache_max", _ => _heap.Caches.MaxClass);
        AddHalf(arenas, "ntbins", _ => Geometry.TinyBins);
        AddHalf(arenas, "nqbins", _ => (ulong)_geometry.QuantumBins);
        AddHalf(arenas, "ncbins", _ => (ulong)_geometry.CachelineBins);
        AddHalf(arenas, "nsbins", _ => (ulong)_geometry.SubpageBins);
        AddHalf(arenas, "nbins", _ => (ulong)_geometry.Bins.Length);
        AddHalf(arenas, "nhbins", _ => (ulong)_heap.Caches.BinCount);
        AddWord(arenas, "nlruns", _ => (ulong)_geometry.LargeClasses);
        arenas.Add("purge", Purge);
        AddClasses(arenas);
    }

    // The number behind the last class is taken for one, too: what is read then lies behind the first arena's bins, in the counts of its large classes.
    private void AddClasses(ControlNode arenas)
    {
        ControlNode bin = arenas.Add("bin").AddNumbered(i => i <= (ulong)_geometry.Bins.Length);
        AddWord(bin, "size", call => BinOf(call.First)?.RegionBytes ?? BehindBins(BinSizeOffset));
        AddHalf(bin, "nregs", call => BinOf(call.First)?.Regions ?? BehindBins(BinRegionsOffset));
        AddWord(bin, "run_size", call => BinOf(call.First)?.RunBytes ?? BehindBins(BinRunSizeOffset));
        ControlNode run = arenas.Add("lrun").AddNumbered(i => i <= (ulong)_geometry.LargeClasses);
        AddWord(run, "size", call => (call.First + 1) << _geometry.PageShift);
    }

    private BinInfo? BinOf(ulong index) => index < (ulong)_geometry.Bins.Length ? _geometry.Bins[index] : null;

    // The table of flags, a byte an arena; room of another size gets what fits. Nobody can ask without room.
    private int Initialized(ref ControlCall call)
    {
        if (call.IsWrite)
        {
            return ControlCall.NotPermitted;
        }

        if (call.Width == 0)
        {
            throw new NotSupportedException("the control arenas.initialized is called without room for its answer, which ends a real program: 2.1.3 does not look before it writes there");
        }

        ulong flags = 0;
        for (int i = 0; i < Math.Min(call.Width, (long)_heap.Arenas.Count); i++)
        {
            flags |= _stats.IsInitialized((ulong)i) ? 1UL << (8 * i) : 0;
        }

        call.Value = flags;
        return call.Width == _heap.Arenas.Count ? ControlCall.Ok : ControlCall.Invalid;
    }

    // Of one arena, or without a number of all.
    private int Purge(ref ControlCall call)
    {
        if (call.IsRead)
        {
            return ControlCall.NotPermitted;
        }

        if (!call.IsWrite)
        {
            foreach (Arena arena in _heap.Arenas.All)
            {
                arena.PurgeAll();
            }

            return ControlCall.Ok;
        }

        if (call.Width != Half)
        {
            return ControlCall.Invalid;
        }

        uint index = (uint)call.Value;
        if (index >= _heap.Arenas.Count)
        {
            return ControlCall.BadNumber;
        }

        _heap.Arenas[index]?.PurgeAll();
        return ControlCall.Ok;
    }
}
