using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>The pages of an arena: hands out extents for slabs and large allocations and keeps the page map in step.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/pa.c`.</remarks>
internal sealed class PaShard(PacContext context, EdataCache records, Pac pac)
{
    private readonly int _lgPage = context.Sizes.LgPage;
    private readonly int _noSzind = context.Sizes.Count;
    private bool _asksHpa;

    /// <summary>Spare records.</summary>
    public EdataCache Records => records;

    /// <summary>Where extents come from.</summary>
    public Pac Pac => pac;

    /// <summary>The huge page allocator, asked first; null unless the option hpa is set.</summary>
    public HpaShard? Hpa { get; private set; }

    /// <summary>The huge page allocator while it is asked; hooks of a program's own take it out of use.</summary>
    public HpaShard? HpaInUse => _asksHpa ? Hpa : null;

    /// <summary>The small extent cache in front of it.</summary>
    public Sec? Sec { get; private set; }

    /// <summary>Pages in use.</summary>
    public ulong ActivePages { get; private set; }

    /// <summary>Puts the huge page allocator in front; false when there is no memory for its records. (pa_shard_enable_hpa)</summary>
    public bool TryEnableHpa(Tsd? thread, HpaCentral central, BaseAllocator metadata, JemallocOptions options, bool isDeferralAllowed)
    {
        _asksHpa = true;
        bool isInBatches = options.Version.HugifiesByStyle;
        Hpa = isInBatches
            ? new HpaShardInBatches(pac.ArenaIndex, context, central, records, options, isDeferralAllowed)
            : new HpaShardOneByOne(pac.ArenaIndex, context, central, records, options, isDeferralAllowed);
        Sec = isInBatches ? SecByLane.Create(thread, Hpa, metadata, context, options) : SecByShard.Create(thread, Hpa, metadata, context, options);
        return Sec is not null;
    }

    /// <summary>Asks the huge page allocator for nothing more; what it gave out goes back to it. (pa_shard_disable_hpa)</summary>
    public void DisableHpa(Tsd? thread)
    {
        _asksHpa = false;
        Sec?.Disable(thread);
        Hpa?.Retire(thread);
    }

    /// <summary>An extent for a slab or a large allocation; <see cref="EdataTable.Null"/> when memory has run out.</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">At least a page.</param>
    /// <param name="slab">Whether it is for a slab.</param>
    /// <param name="szind">Size class of what it will hold.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    /// <param name="guarded">Whether it gets guard pages; then the huge page allocator is not asked.</param>
    /// <param name="hasDeferredWork">Whether the page allocators have work to do that can wait.</param>
    public int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, int szind, bool zero, bool guarded, out bool hasDeferredWork)
    {
        hasDeferredWork = false;
        int id = EdataTable.Null;
        if (!guarded && _asksHpa && Sec is { } sec)
        {
            id = sec.Alloc(thread, size, alignment, slab, zero, ref hasDeferredWork);
        }

        if (id == EdataTable.Null)
        {
            id = guarded ? pac.AllocGuarded(thread, size, zero, frequentReuse: slab) : pac.Alloc(thread, size, alignment, zero);
        }

        if (id == EdataTable.Null)
        {
            return id;
        }

        ActivePages += size >> _lgPage;
        context.Emap.Remap(id, szind, slab);
        ref Edata edata = ref context.Table[id];
        edata.Szind = szind;
        edata.IsSlab = slab;
        if (slab && size > 2UL << _lgPage)
        {
            context.Emap.RegisterInterior(id, szind);
        }

        return id;
    }

    /// <summary>Grows an extent in place; false when it cannot, as those with guard pages and those of the huge page allocator never can.</summary>
    public bool TryExpand(Tsd? thread, int id, ulong oldSize, ulong newSize, int szind, bool zero)
    {
        if (IsRigid(id) || !pac.TryExpand(thread, id, newSize - oldSize, zero))
        {
            return false;
        }

        ActivePages += (newSize - oldSize) >> _lgPage;
        context.Table[id].Szind = szind;
        context.Emap.Remap(id, szind, slab: false);
        return true;
    }

    /// <summary>Shrinks an extent in place; false when it cannot, as those with guard pages and those of the huge page allocator never can.</summary>
    public bool TryShrink(Tsd? thread, int id, ulong oldSize, ulong newSize, int szind)
    {
        if (IsRigid(id) || !pac.TryShrink(thread, id, newSize, oldSize - newSize))
        {
            return false;
        }

        ActivePages -= (oldSize - newSize) >> _lgPage;
        context.Table[id].Szind = szind;
        context.Emap.Remap(id, szind, slab: false);
        return true;
    }

    /// <summary>An extent is no longer in use.</summary>
    /// <returns>Whether the page allocators have work to do that can wait.</returns>
    public bool Dalloc(Tsd? thread, int id)
    {
        ref Edata edata = ref context.Table[id];
        if (edata.IsSlab && edata.Size > 2UL << _lgPage)
        {
            context.Emap.DeregisterInterior(id);
        }

        edata.Address = context.Table.BaseOf(edata);
        edata.Szind = _noSzind;
        edata.IsSlab &= !context.Emap.Habits.ForgetsUnusedSlabs;
        ActivePages -= edata.Size >> _lgPage;
        bool hasDeferredWork = !edata.IsHpa;
        if (edata.IsHpa)
        {
            Sec!.Dalloc(thread, id, ref hasDeferredWork);
        }
        else
        {
            pac.Dalloc(thread, id);
        }

        return hasDeferredWork;
    }

    private bool IsRigid(int id) => context.Table[id] is { IsGuarded: true } or { IsHpa: true };

    /// <summary>Forgets the pages in use: the arena was reset. (pa_shard_reset)</summary>
    public void Reset(Tsd? thread)
    {
        ActivePages = 0;
        Sec?.Flush(thread);
    }

    /// <summary>Gives address space and spare records back: the arena is being destroyed. (pa_shard_destroy)</summary>
    public void Destroy(Tsd? thread)
    {
        pac.Destroy(thread);
        Sec?.Flush(thread);
        Hpa?.Disable(thread);
    }

    /// <summary>How long a background thread can leave the pages alone, nanoseconds; <see cref="ulong.MaxValue"/> for ever. (pa_shard_time_until_deferred_work)</summary>
    public ulong NsUntilDeferredWork(Tsd? thread)
    {
        ulong ns = pac.NsUntilDeferredWork(thread);
        return ns == 0 || HpaInUse is not { } hpa ? ns : Math.Min(ns, hpa.NsUntilDeferredWork(thread));
    }
}
