using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>The pages of an arena: hands out extents for slabs and large allocations and keeps the page map in step.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/pa.c`.</remarks>
internal sealed class PaShard(PacContext context, EdataCache records, Pac pac)
{
    private readonly int _lgPage = context.Sizes.LgPage;
    private readonly int _noSzind = context.Sizes.Count;

    /// <summary>Spare records.</summary>
    public EdataCache Records => records;

    /// <summary>Where extents come from.</summary>
    public Pac Pac => pac;

    /// <summary>Pages in use.</summary>
    public ulong ActivePages { get; private set; }

    /// <summary>An extent for a slab or a large allocation; <see cref="EdataTable.Null"/> when memory has run out.</summary>
    public int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, int szind, bool zero)
    {
        int id = pac.Alloc(thread, size, alignment, zero);
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

    /// <summary>Grows an extent in place; false when it cannot.</summary>
    public bool TryExpand(Tsd? thread, int id, ulong oldSize, ulong newSize, int szind, bool zero)
    {
        if (!pac.TryExpand(thread, id, newSize - oldSize, zero))
        {
            return false;
        }

        ActivePages += (newSize - oldSize) >> _lgPage;
        context.Table[id].Szind = szind;
        context.Emap.Remap(id, szind, slab: false);
        return true;
    }

    /// <summary>Shrinks an extent in place; false when it cannot.</summary>
    public bool TryShrink(Tsd? thread, int id, ulong oldSize, ulong newSize, int szind)
    {
        if (!pac.TryShrink(thread, id, newSize, oldSize - newSize))
        {
            return false;
        }

        ActivePages -= (oldSize - newSize) >> _lgPage;
        context.Table[id].Szind = szind;
        context.Emap.Remap(id, szind, slab: false);
        return true;
    }

    /// <summary>An extent is no longer in use.</summary>
    public void Dalloc(Tsd? thread, int id)
    {
        ref Edata edata = ref context.Table[id];
        if (edata.IsSlab && edata.Size > 2UL << _lgPage)
        {
            context.Emap.DeregisterInterior(id);
        }

        edata.Address = context.Table.BaseOf(edata);
        edata.Szind = _noSzind;
        ActivePages -= edata.Size >> _lgPage;
        pac.Dalloc(thread, id);
    }

    /// <summary>Forgets the pages in use: the arena was reset.</summary>
    public void Reset() => ActivePages = 0;
}
