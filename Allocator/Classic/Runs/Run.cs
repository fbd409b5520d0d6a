using System.Runtime.CompilerServices;
using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Runs;

/// <summary>A run of small regions. (arena_run_t)</summary>
/// <remarks>
/// Freed regions are used again before fresh ones, the last freed one first. The library links them through their first words; here they are a stack of offsets.
/// Reading a link touches no page: writing it did, and no page of a run in use is ever dropped.
/// </remarks>
internal sealed class Run
{
    private readonly uint[] _freed;
    private readonly ulong _regionBytes;
    private int _freedCount;
    private ulong _next;

    /// <summary>Makes a run yet to be placed.</summary>
    public Run(BinInfo info)
    {
        Info = info;
        _regionBytes = info.RegionBytes;
        Regions = info.Regions;
        _freed = new uint[info.Regions];
    }

    /// <summary>The run that a bin has when it has none: nothing is free in it.</summary>
    public static Run None { get; } = new(new BinInfo(0, 0, 0, 0, 0));

    /// <summary>Its size class.</summary>
    public BinInfo Info { get; }

    /// <summary>Regions it holds. (nregs)</summary>
    public readonly uint Regions;

    /// <summary>Where it begins.</summary>
    public ulong Address { get; private set; }

    /// <summary>Its chunk.</summary>
    public Chunk Chunk { get; private set; } = null!;

    /// <summary>The bin it serves. (bin)</summary>
    public Bin Bin { get; private set; } = null!;

    /// <summary>Free regions. (nfree)</summary>
    public uint FreeCount;

    /// <summary>Its place among the bin's runs with free regions; -1 when it is not there.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The first region that was never used, or the end. (next)</summary>
    public ulong Next => _next;

    /// <summary>Regions that were freed and not used again.</summary>
    public ReadOnlySpan<uint> Freed => _freed.AsSpan(0, _freedCount);

    /// <summary>The run begins, all regions fresh.</summary>
    public void Begin(Chunk chunk, ulong address, Bin bin)
    {
        Chunk = chunk;
        Address = address;
        Bin = bin;
        FreeCount = Info.Regions;
        _next = address + Info.FirstRegion;
        _freedCount = 0;
        Slot = -1;
    }

    /// <summary>Takes a region; one must be free. (arena_run_reg_alloc)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take()
    {
        FreeCount--;
        int count = _freedCount - 1;
        uint[] freed = _freed;
        if ((uint)count < (uint)freed.Length)
        {
            _freedCount = count;
            return Address + freed[count];
        }

        ulong region = _next;
        _next = region + _regionBytes;
        return region;
    }

    /// <summary>Gives a region back. (arena_run_reg_dalloc)</summary>
    /// <returns>Regions that are free now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Give(ulong region)
    {
        _freed[_freedCount++] = (uint)(region - Address);
        return ++FreeCount;
    }
}
