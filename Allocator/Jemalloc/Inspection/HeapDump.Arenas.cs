using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>Arenas: their metadata, bins and unused extents.</content>
internal sealed partial class HeapDump
{
    private void WriteArena(Arena arena)
    {
        List<int> spare = [];
        List<int> large = [];
        if (Wants("arena"))
        {
            arena.Pages.Records.AddTo(spare);
            arena.LargeExtents.AddTo(large);
        }

        ulong firstRecord = arena.Base.Blocks[0].Address + Up(_heap.Records.BaseBlock, RecordSizes.CacheLine);
        Line($"arena ind={arena.Index} addr=0x{arena.Address:x} base=0x{firstRecord:x} nthreads={arena.ThreadCount(isInternal: false)} nthreads_internal={arena.ThreadCount(isInternal: true)} nactive={arena.Pages.ActivePages} spare={spare.Count} large={large.Count}");
        foreach (MetadataBlock block in arena.Base.Blocks.Reverse())
        {
            ref Edata left = ref _table[block.Record];
            Line($"block arena={arena.Index} addr=0x{block.Address:x} size={block.Bytes} edata={Record(block.Record)} e_bits=0x{BitsOf(left, _sizes.Count):x16} e_addr=0x{left.Address:x} bsize={left.SizeAndEsn} sn={left.Serial}");
        }

        foreach (int id in spare.OrderBy(id => _table[id].RecordAddress))
        {
            Line($"spare arena={arena.Index} edata={Record(id)} esn={_table[id].Esn}");
        }

        foreach (int id in large)
        {
            Line($"large arena={arena.Index} edata={Record(id)}");
        }

        if (Wants("bin") || Wants("nonfull") || Wants("full"))
        {
            WriteBins(arena);
        }

        if (Wants("ecache") || Wants("cached"))
        {
            WriteCache(arena, "dirty", arena.Pages.Pac.Dirty);
            WriteCache(arena, "muzzy", arena.Pages.Pac.Muzzy);
            WriteCache(arena, "retained", arena.Pages.Pac.Retained);
        }

        WriteHuge(arena);
    }

    private void WriteBins(Arena arena)
    {
        ulong address = arena.Address + _heap.Records.Arena - _heap.Records.ArenaBehindBins;
        for (int szind = 0; szind < _sizes.SmallCount; szind++)
        {
            Bin[] bins = arena.BinsOf(szind);
            for (int shard = 0; shard < bins.Length; shard++, address += _heap.Records.Bin)
            {
                if (bins[shard].Stats.Curslabs > 0)
                {
                    WriteBin(arena.Index, szind, shard, address, bins[shard]);
                }
            }
        }
    }

    private void WriteBin(int arena, int szind, int shard, ulong address, Bin bin)
    {
        BinInfo info = _sizes.Bins[szind];
        List<int> nonfull = [];
        bin.SlabsNonfull.AddTo(_table, nonfull);
        List<int> full = [];
        bin.SlabsFull.AddTo(full);
        Line($"bin arena={arena} szind={szind} shard={shard} addr=0x{address:x} reg_size={info.RegionSize} slab_size={info.SlabSize} nregs={info.RegionCount} slabs={bin.Stats.Curslabs} slabcur={Record(bin.SlabCurrent)} nonfull={nonfull.Count} full={full.Count}");
        foreach (int id in nonfull.OrderBy(id => _table[id].RecordAddress))
        {
            Line($"nonfull arena={arena} szind={szind} shard={shard} edata={Record(id)}");
        }

        foreach (int id in full)
        {
            Line($"full arena={arena} szind={szind} shard={shard} edata={Record(id)}");
        }
    }

    private void WriteCache(Arena arena, string set, Ecache cache)
    {
        WriteSet(arena.Index, set, 0, cache.Eset);
        WriteSet(arena.Index, set, 1, cache.GuardedEset);
    }

    private void WriteSet(int arena, string set, int guarded, Eset? eset)
    {
        List<int> ids = [];
        eset?.LeastRecentlyUsed.AddTo(ids);
        Line($"ecache arena={arena} set={set} guarded={guarded} extents={ids.Count} pages={eset?.Pages ?? 0}");
        if (!Wants("cached"))
        {
            return;
        }

        var extents = ids.Select((id, place) => (Class: _sizes.Extents.Kept(_table[id].Size), Place: place, Id: id));
        foreach ((int pind, int place, int id) in extents.OrderBy(extent => extent.Class).ThenBy(extent => _table[extent.Id].RecordAddress))
        {
            Line($"cached arena={arena} set={set} guarded={guarded} pind={pind} lru={place} edata={Record(id)}");
        }
    }

    private static ulong Up(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
