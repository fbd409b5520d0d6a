using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>What an address is within its extent, or among the library's own records.</content>
internal sealed partial class HeapDump
{
    private void WritePlace(ulong address, int id)
    {
        ref Edata edata = ref _table[id];
        if (edata.State != ExtentState.Active || edata.Szind >= _sizes.Count)
        {
            WriteUnused(id);
        }
        else if (edata.IsSlab)
        {
            WriteRegion(address, ref edata);
        }
        else
        {
            string cached = CachePlaceOf(edata.Address);
            Line($"large first=0x{edata.Address:x} offset={edata.Address - _table.BaseOf(edata)} usize={_sizes.IndexToSize(edata.Szind)} into={unchecked((long)(address - edata.Address))} state={(cached.Length > 0 ? "cached" : "used")}{cached}");
        }
    }

    private void WriteRegion(ulong address, ref Edata edata)
    {
        BinInfo info = _sizes.Bins[edata.Szind];
        ulong number = (address - edata.Address) / info.RegionSize;
        if (number >= (ulong)info.RegionCount)
        {
            Line($"slack bytes={edata.Size - ((ulong)info.RegionCount * info.RegionSize)} into={address - edata.Address - ((ulong)info.RegionCount * info.RegionSize)}");
            return;
        }

        ulong first = edata.Address + (number * info.RegionSize);
        bool isFree = (_table.Bitmap(ref edata, info.RegionCount)[(int)(number / 64)] >> (int)(number % 64) & 1) != 0;
        string cached = isFree ? "" : CachePlaceOf(first);
        Line($"region number={number} first=0x{first:x} size={info.RegionSize} into={address - first} state={(isFree ? "free" : cached.Length > 0 ? "cached" : "used")}{cached}");
    }

    /// <summary>In whose cache an object waits and how many lie above it; empty where in none.</summary>
    private string CachePlaceOf(ulong first)
    {
        for (int i = 0; i < _heap.Threads.Count; i++)
        {
            if (DepthIn(_heap.Threads[i].Tcache, first) is >= 0 and var depth)
            {
                return FormattableString.Invariant($" owner=thread:{i} depth={depth}");
            }
        }

        for (int i = 0; i < _heap.Explicit.Count; i++)
        {
            if (DepthIn(_heap.Explicit[i], first) is >= 0 and var depth)
            {
                return FormattableString.Invariant($" owner=explicit:{i} depth={depth}");
            }
        }

        return "";
    }

    private static int DepthIn(Tcache? cache, ulong first)
    {
        for (int szind = 0; szind < (cache?.CachedClassCount ?? 0); szind++)
        {
            ref CacheBin bin = ref cache!.Bins[szind];
            int depth = cache.Slots.AsSpan(bin.Head, bin.Count).IndexOf(first);
            if (depth >= 0)
            {
                return depth;
            }
        }

        return -1;
    }

    private void WriteUnused(int id)
    {
        ref Edata edata = ref _table[id];
        Arena? arena = _heap.Arenas.TryGet(edata.Arena);
        foreach ((string set, Ecache? cache) in ((string, Ecache?)[])[("dirty", arena?.Pages.Pac.Dirty), ("muzzy", arena?.Pages.Pac.Muzzy), ("retained", arena?.Pages.Pac.Retained)])
        {
            for (int guarded = 0; guarded < 2 && cache is not null; guarded++)
            {
                List<int> ids = [];
                (guarded == 0 ? cache.Eset : cache.GuardedEset)?.LeastRecentlyUsed.AddTo(ids);
                if (ids.IndexOf(id) is >= 0 and var place)
                {
                    Line($"unused set={set} guarded={guarded} pind={_sizes.Extents.Kept(edata.Size)} lru={place} of={ids.Count}");
                    return;
                }
            }
        }

        string other = SecPlaceOf(id) ?? "set=none";
        Line($"unused {other}");
    }

    /// <summary>Writes which block of the library's own memory holds an address, and which record of it where that is known.</summary>
    private void WriteMetadata(ulong address)
    {
        for (int i = 0; i < _heap.Arenas.Count; i++)
        {
            foreach (MetadataBlock block in _heap.Arenas.TryGet(i)?.Base.Blocks ?? [])
            {
                if (unchecked(address - block.Address) < block.Bytes)
                {
                    Line($"metadata arena={i} block=0x{block.Address:x} bytes={block.Bytes} into={address - block.Address} record={RecordAt(address)}");
                    return;
                }
            }
        }
    }

    private string RecordAt(ulong address)
    {
        ulong bytes = _heap.Records.Edata;
        for (int id = 1; id < _table.Count; id++)
        {
            if (unchecked(address - _table[id].RecordAddress) < bytes && _table[id].RecordAddress != 0)
            {
                return FormattableString.Invariant($"edata:0x{_table[id].RecordAddress:x}");
            }
        }

        ulong leafBytes = (ulong)sizeof(ulong) << _geometry.BitsOf(_geometry.Height - 1);
        foreach ((ulong first, ulong leaf) in _heap.Map.Leaves)
        {
            if (unchecked(address - leaf) < leafBytes)
            {
                return FormattableString.Invariant($"leaf:0x{leaf:x},key:0x{first + ((address - leaf) / sizeof(ulong) << _geometry.LgPage):x}");
            }
        }

        for (int i = 0; i < _heap.Arenas.Count; i++)
        {
            if (_heap.Arenas.TryGet(i) is { } arena && unchecked(address - arena.Address) < _heap.Records.Arena)
            {
                return FormattableString.Invariant($"arena:0x{arena.Address:x}");
            }
        }

        return "-";
    }
}
