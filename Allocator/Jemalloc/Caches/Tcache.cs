using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>A cache of free objects: a thread's own, or one made explicitly.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/tcache_structs.h`.</remarks>
internal sealed class Tcache : ITiedCache
{
    private readonly ulong _slots;

    /// <summary>An empty cache.</summary>
    /// <param name="layout">How it is laid out.</param>
    /// <param name="sizes">The size classes.</param>
    /// <param name="memory">Where its memory begins in the simulated one.</param>
    /// <param name="slots">Where its slots begin.</param>
    public Tcache(TcacheLayout layout, SizeClasses sizes, ulong memory, ulong slots)
    {
        Memory = memory;
        _slots = layout.HasGuards ? slots : slots - sizeof(ulong);
        int smallCount = sizes.SmallCount;
        SmallCount = smallCount;
        CachedClassCount = layout.CachedClassCount;
        Bins = new CacheBin[layout.BinCount];
        Slots = new ulong[layout.SlotCount];
        Layout = layout;
        LgFillDiv = new byte[smallCount];
        FillBurst = new byte[smallCount];
        IsRefilled = new bool[smallCount];
        FlushDelayItems = layout.GcDelayItems.AsSpan().ToArray();
        LgFillDiv.AsSpan().Fill(1);
        int position = 1;
        for (int i = 0; i < layout.CachedClassCount; i++)
        {
            int full = position;
            position += layout.Capacities[i];
            Bins[i] = new CacheBin { Head = position, LowWater = position, Full = full, Written = position, Empty = position, UsableSize = (uint)Math.Min(sizes.IndexToSize(i), uint.MaxValue) };
        }
    }

    /// <summary>Whether its slots lie among the metadata.</summary>
    public bool IsInMetadata { get; init; }

    /// <summary>How it is laid out.</summary>
    public TcacheLayout Layout { get; }

    /// <summary>Where its memory begins in the simulated one: slots, and of an explicit cache the record.</summary>
    public ulong Memory { get; }

    /// <summary>Where a slot lies.</summary>
    public ulong AddressOf(int position) => _slots + ((ulong)position * sizeof(ulong));

    /// <summary>The head of a bin's stack went deeper than ever: the slots from a position on up to those that were written before are written for the first time.</summary>
    /// <param name="machine">The machine that they lie on.</param>
    /// <param name="bin">The bin.</param>
    /// <param name="position">The new lowest position.</param>
    public void TouchSlots(SimMachine machine, ref CacheBin bin, int position)
    {
        ulong address = AddressOf(position);
        machine.Touch(address, (ulong)(bin.Written - position) * sizeof(ulong));

        // The rest of the lowest page needs no touch any more.
        ulong before = (address & ((ulong)machine.PageSize - 1)) / sizeof(ulong);
        bin.Written = Math.Max(bin.Full, position - (int)before);
    }

    /// <summary>An allocation reads the slot at the head before it knows that a bin is empty: that behind the bin's own.</summary>
    public void ReadBehind(SimMachine machine, in CacheBin bin) => machine.Read(AddressOf(bin.Empty), sizeof(ulong));

    /// <summary>Number of small classes.</summary>
    public int SmallCount { get; }

    /// <summary>Number of size classes that are cached.</summary>
    public int CachedClassCount { get; }

    /// <summary>The bins, by size class.</summary>
    public CacheBin[] Bins { get; }

    /// <summary>The objects' addresses, all bins in one array.</summary>
    public ulong[] Slots { get; }

    /// <summary>A fill takes a bin's capacity shifted right by this.</summary>
    public byte[] LgFillDiv { get; }

    /// <summary>What fills that follow each other without a flush take off that shift, where they do.</summary>
    public byte[] FillBurst { get; }

    /// <summary>Whether a bin was filled since the garbage collection last looked at it.</summary>
    public bool[] IsRefilled { get; }

    /// <summary>Objects that the garbage collection still lets pass before it flushes.</summary>
    public byte[] FlushDelayItems { get; }

    /// <summary>The bin that the garbage collection looks at next.</summary>
    public int NextGcBin { get; set; }

    /// <summary>The small bin that a collection by time begins with.</summary>
    public int NextSmallGcBin { get; set; }

    /// <summary>The large bin that a collection by time begins with, counted from the first large class.</summary>
    public int NextLargeGcBin { get; set; }

    /// <summary>When it was collected last, where that goes by time, nanoseconds.</summary>
    public long LastGcNs { get; set; }

    /// <summary>Requests until the next step of garbage collection, where that goes by requests.</summary>
    public int GcTicks { get; set; }

    /// <summary>The arena that fills it and keeps its statistics.</summary>
    public Arena? Arena { get; set; }

    /// <summary>Fills an empty bin, or a part of it when memory runs out.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="arena">The arena that the objects come from.</param>
    /// <param name="szind">The bin's size class, a small one.</param>
    /// <param name="least">So many objects are taken at least.</param>
    /// <param name="wanted">So many at most.</param>
    /// <param name="machine">The machine that the slots lie on.</param>
    public void Fill(Tsd thread, Arena arena, int szind, int least, int wanted, SimMachine machine)
    {
        ref CacheBin bin = ref Bins[szind];
        Span<ulong> addresses = Slots.AsSpan(bin.Empty - wanted, wanted);
        int filled = arena.TakeRegions(thread, szind, addresses, least, bin.Requests);
        bin.Requests = 0;
        if (filled < wanted)
        {
            addresses[..filled].CopyTo(addresses[(wanted - filled)..]);
        }

        int deepest = bin.Empty - (filled > 0 ? wanted : 0);
        if (deepest < bin.Written)
        {
            TouchSlots(machine, ref bin, deepest);
        }

        bin.Head = bin.Empty - filled;
        arena.DecayTick(thread, 1);
    }

    /// <inheritdoc/>
    int ITiedCache.BinCount => Bins.Length;

    /// <inheritdoc/>
    ulong ITiedCache.RequestsOf(int szind) => Bins[szind].Requests;

    /// <inheritdoc/>
    int ITiedCache.CountOf(int szind) => Bins[szind].Count;

    /// <inheritdoc/>
    void ITiedCache.Tie(Tsd thread, Arena arena) => TcacheArena.Tie(thread, this, arena);
}
