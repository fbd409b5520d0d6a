using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>Cuts fresh guarded slabs, each with a guard page behind it, off the front of a large region. Serves where address space is retained.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/san_bump.c`.</remarks>
internal sealed class SanBump(PacContext context, ExtentManager extents)
{
    /// <summary>Bytes of a region, unless one slab needs more. (SBA_RETAINED_ALLOC_SIZE)</summary>
    public const ulong RegionBytes = 4 << 20;

    private readonly ulong _pageSize = (ulong)context.Sizes.PageSize;
    private readonly List<int> _lost = [];
    private int _region = EdataTable.Null;

    /// <summary>Guards the region.</summary>
    public SimMutex Mutex { get; } = new("sanitizer_bump_allocator", MutexRank.ExtentGrow, context.Machine.LockRecorder);

    /// <summary>What is left of the region, and regions that were lost.</summary>
    public IEnumerable<int> Regions => _region == EdataTable.Null ? _lost : _lost.Append(_region);

    /// <summary>A guarded extent; <see cref="EdataTable.Null"/> when memory has run out.</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="size">Bytes without the guard page, whole pages.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    public int Alloc(Tsd? thread, ulong size, bool zero)
    {
        Mutex.Lock(thread);
        int id = Cut(thread, size + _pageSize, out int replaced);
        Mutex.Unlock(thread);
        if (replaced != EdataTable.Null)
        {
            GiveUp(thread, replaced, isLost: id == EdataTable.Null);
        }

        if (id == EdataTable.Null)
        {
            return id;
        }

        extents.Guard(thread, id, isTwoSided: false);
        return extents.TryUseFresh(thread, id, zero) ? id : EdataTable.Null;
    }

    /// <summary>The arena is being destroyed: the library forgets its region, which stays mapped.</summary>
    public void Destroy()
    {
        foreach (int region in Regions)
        {
            context.Emap.DeregisterBoundary(region);
            context.Hooks.Lose(context.Table[region].Size);
        }
    }

    private int Cut(Tsd? thread, ulong size, out int replaced)
    {
        replaced = EdataTable.Null;
        if (_region != EdataTable.Null && context.Table[_region].Size >= size)
        {
            extents.CountFromRegion();
        }
        else
        {
            bool commit = false;
            replaced = _region;
            _region = extents.AllocNew(thread, 0, Math.Max(size, RegionBytes), _pageSize, zero: false, ref commit);
        }

        if (_region == EdataTable.Null)
        {
            if (context.Version.KeepsBumpRegion)
            {
                (_region, replaced) = (replaced, EdataTable.Null);
            }

            return EdataTable.Null;
        }

        int id = _region;
        ulong rest = context.Table[id].Size - size;
        int trail = rest == 0 ? EdataTable.Null : extents.Split(thread, id, size, rest);
        if (rest != 0 && trail == EdataTable.Null)
        {
            return EdataTable.Null;
        }

        _region = trail;
        return id;
    }

    // The library leaves a region's entries in the page map, where nobody sees them: they say that it is in use.
    private void GiveUp(Tsd? thread, int region, bool isLost)
    {
        if (isLost)
        {
            _lost.Add(region); // Where memory runs out the old region is up to 5.3.0 neither used again nor unmapped.
            return;
        }

        context.Emap.DeregisterBoundary(region);
        extents.Destroy(thread, region);
    }
}
