using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Checks;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Inspection;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Stats;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Classic;

/// <content>Controls, statistics, totals and checks.</content>
public sealed partial class ClassicHeap
{
    /// <summary>mallctl by name.</summary>
    /// <returns>0 or the errno value that mallctl returns.</returns>
    public int Ctl(int thread, string name, CtlMode mode, ref ulong value) => _controls.ByName(thread, name, mode, ref value);

    /// <summary>malloc_stats_print: text, as 2.1.3 knows no JSON.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="output">Where it prints.</param>
    /// <param name="options">Letters that leave sections out: g the general ones, m the sum of arenas, a the arenas. Others mean nothing.</param>
    public void WriteStats(int thread, TextWriter output, string options)
    {
        ulong epoch = 1;
        if (Ctl(thread, "epoch", CtlMode.U64 | CtlMode.Write, ref epoch) == 0)
        {
            new StatsText(this, _controls.Stats, output).Write(options);
        }
    }

    /// <summary>Fills in the totals.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        ulong small = DirectBytes;
        ulong large = 0;
        ulong headers = 0;
        long active = 0;
        long dirty = 0;
        ulong purged = 0;
        ulong purges = 0;
        ulong chunks = 0;
        foreach (Arena arena in _arenas.Made)
        {
            small += arena.BinSums.AllocatedBytes;
            headers += arena.BinSums.HeaderBytes;
            large += arena.LargeBytes;
            active += arena.ActivePages;
            dirty += arena.DirtyPages;
            purged += arena.PurgedPages;
            purges += arena.Purges;
            chunks += arena.MappedBytes >> _geometry.ChunkShift;
        }

        totals.AllocatedBytes = small + large + _huge.Bytes;
        totals.ActiveBytes = ((ulong)active << _pageShift) + _huge.Bytes;
        totals.MetadataBytes = _parts.Base.UsedBytes + headers + (chunks * ((ulong)_geometry.MapBias << _pageShift));
        totals.MappedBytes = _parts.Source.Current << _geometry.ChunkShift;
        totals.ResidentBytes = totals.ActiveBytes + totals.MetadataBytes - headers + ((ulong)dirty << _pageShift);
        totals.RetainedBytes = 0;
        totals.Own[ClassicGauges.DirtyPages] = (ulong)dirty;
        totals.Own[ClassicGauges.PurgedPages] = purged;
        totals.Own[ClassicGauges.Purges] = purges;
        totals.Own[ClassicGauges.Chunks] = _parts.Source.Current;
    }

    /// <summary>Bytes in small regions that threads took straight from bins, less those that they gave straight back; it wraps around where these were more.</summary>
    internal ulong DirectBytes
    {
        get
        {
            ulong bytes = 0;
            foreach (ThreadRecord thread in _directThreads)
            {
                bytes = unchecked(bytes + thread.DirectAllocated - thread.DirectDeallocated);
            }

            return bytes;
        }
    }

    /// <summary>Where a live object lies. A large or huge object has pages of its own.</summary>
    public void ReadPlace(ulong address, ref ObjectPlace place)
    {
        place.UsableBytes = UsableSize(address);
        Run? run = (address & _chunkMask) == 0 ? null : RunOf(address);
        place.SizeIndex = run?.Info.Index ?? _geometry.Bins.Length + (int)Math.Min(place.UsableBytes >> _pageShift, (ulong)_geometry.LargeClasses + 1) - 1;
        place.SlabAddress = run?.Address ?? 0;
        place.SlabBytes = run?.Info.RunBytes ?? 0;
    }

    /// <summary>Bytes of free objects in all threads' caches.</summary>
    public ulong CachedBytes
    {
        get
        {
            ulong bytes = 0;
            foreach (ThreadRecord thread in _threads)
            {
                bytes += thread.Cache is { } cache ? _caches.BytesIn(cache) : 0;
            }

            return bytes;
        }
    }

    /// <summary>Walks all records and compares them with each other.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants() => new HeapAudit(this).Run();

    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new ClassicViews(this).Read(view, rows);

    /// <summary>Appends what each arena has: its chunks. Those of huge objects belong to none.</summary>
    public void ReadOwners(ICollection<OwnedRange> ranges)
    {
        foreach (Chunk chunk in Parts.Table.All)
        {
            ranges.Add(new OwnedRange(chunk.Address, Parts.Geometry.ChunkBytes, chunk.Arena.Index));
        }
    }
}
