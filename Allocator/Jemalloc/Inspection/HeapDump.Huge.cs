using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Huge;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>The huge page allocator of an arena and its small extent cache: lines of arenas that have them, which version 1 of the format leaves open.</content>
internal sealed partial class HeapDump
{
    private void WriteHuge(Arena arena)
    {
        if (arena.Pages is not { Hpa: { } hpa, Sec: { } sec })
        {
            return;
        }

        List<int> spare = [];
        hpa.Records.AddTo(spare);
        Line($"hpa arena={arena.Index} pageslabs={hpa.PageSlabs.Count} spare={spare.Count}");
        foreach (Hpdata slab in hpa.PageSlabs.OrderBy(slab => slab.Address))
        {
            Line($"pageslab arena={arena.Index} addr=0x{slab.Address:x} huge={Bit(slab.IsHuge)} alloc_active={slab.ActivePages} touched={slab.TouchedPages} dirty={slab.DirtyPages} longest_free={slab.LongestFreeRun} purge_allowed={Bit(slab.IsPurgeAllowed)} hugify_allowed={Bit(slab.IsHugifyAllowed)}");
        }

        foreach (int id in spare.OrderBy(id => _table[id].RecordAddress))
        {
            Line($"hpaspare arena={arena.Index} edata={Record(id)} esn={_table[id].Esn}");
        }

        for (int shard = 0; shard < sec.ShardCount; shard++)
        {
            List<int> ids = [];
            sec.AddTo(shard, ids);
            Line($"sec arena={arena.Index} shard={shard} bytes={sec.BytesOf(shard)} extents={ids.Count}");
            foreach (int id in ids)
            {
                Line($"seccached arena={arena.Index} shard={shard} pind={_sizes.PageSizeToIndex(_table[id].Size)} edata={Record(id)}");
            }
        }
    }

    private string? SecPlaceOf(int id)
    {
        ref Edata edata = ref _table[id];
        Sec? sec = _heap.Arenas.TryGet(edata.Arena)?.Pages.Sec;
        for (int shard = 0; shard < sec?.ShardCount; shard++)
        {
            List<int> ids = [];
            sec.AddTo(shard, ids);
            if (ids.IndexOf(id) is >= 0 and var place)
            {
                return FormattableString.Invariant($"set=sec shard={shard} place={place}");
            }
        }

        return null;
    }
}
