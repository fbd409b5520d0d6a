using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Caches;

/// <summary>A thread's cache. (tcache_t)</summary>
internal sealed class Tcache
{
    private const int SmallMax = 200;
    private const int LargeMax = 20;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="address">Where its record is.</param>
    /// <param name="arena">The arena that fills it.</param>
    /// <param name="geometry">The small classes.</param>
    /// <param name="binCount">Cached classes.</param>
    public Tcache(ulong address, Arena arena, Geometry geometry, int binCount)
    {
        Address = address;
        Arena = arena;
        Bins = new CacheBin[binCount];
        for (int i = 0; i < binCount; i++)
        {
            int max = i >= geometry.Bins.Length ? LargeMax : (int)Math.Min(geometry.Bins[i].Regions << 1, SmallMax);
            Bins[i] = new CacheBin { Max = max, Objects = new ulong[max] };
        }
    }

    /// <summary>Where its record is, an object like others.</summary>
    public ulong Address { get; }

    /// <summary>The arena that fills it, and takes its counts.</summary>
    public Arena Arena { get; set; }

    /// <summary>Small classes, then large ones.</summary>
    public CacheBin[] Bins { get; }

    /// <summary>Operations since a class was last collected. (ev_cnt)</summary>
    public uint Events;

    /// <summary>The class to be collected next. (next_gc_bin)</summary>
    public int NextBin;
}
