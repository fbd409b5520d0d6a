namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The constants of the size classes, as jemalloc derives them from the page and the pointer.</summary>
/// <param name="LgPage">Logarithm of the page size.</param>
/// <param name="LgPointer">Logarithm of the size of a pointer.</param>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/sc.h`, with LG_QUANTUM 4.</remarks>
public sealed record SizeConstants(int LgPage, int LgPointer)
{
    private const int Ngroup = 4;
    private const int LgNgroup = 2;
    private const int LgTinyMin = 3;
    private const int Ntiny = 1;
    private const int LgFirstRegularBase = 6;
    private const int BitsOfGroup = 64;

    /// <summary>Logarithm of the base of the largest group. (SC_LG_BASE_MAX)</summary>
    public int LgBaseMax => (1 << (LgPointer + 3)) - 2;

    /// <summary>Size classes. (SC_NSIZES)</summary>
    public int Nsizes => Ntiny + Ngroup + (Ngroup * (LgBaseMax - LgFirstRegularBase + 1)) - 1;

    /// <summary>Size classes that slabs serve. (SC_NBINS)</summary>
    public int Nbins => Ntiny + Ngroup + (Ngroup * (LgPage + LgNgroup - LgFirstRegularBase)) - 1;

    /// <summary>Size classes that are whole pages. (SC_NPSIZES)</summary>
    public int Npsizes => Ngroup + (Ngroup * (LgBaseMax - (LgNgroup + LgPage))) + Ngroup - 1;

    /// <summary>Logarithm of the most regions of a slab. (SC_LG_SLAB_MAXREGS)</summary>
    public int LgSlabMaxregs => LgPage - LgTinyMin;

    /// <summary>Bytes of an extent's record on a 64-bit machine: 64 and a slab's bitmap, which is a tree where it has more than eight words.</summary>
    public ulong EdataBytes
    {
        get
        {
            ulong words = ((1UL << LgSlabMaxregs) + BitsOfGroup - 1) / BitsOfGroup;
            ulong all = words;
            while (words > 1 && all > 8)
            {
                words = (words + BitsOfGroup - 1) / BitsOfGroup;
                all += words;
            }

            return 64 + (all * sizeof(ulong));
        }
    }
}
