using System.Runtime.CompilerServices;
using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Caches;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Ctl;
using AllocSim.Allocator.Classic.Huge;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic;

/// <summary>jemalloc 2.1.3: chunks cut into runs, best fit among free runs, small regions from the lowest run, purging by the share of dirty pages.</summary>
/// <remarks>
/// The hot paths are here: a small request that the current run of a bin can serve, and a small object that leaves its run as it was. All else takes the general way.
/// Source: jemalloc 2.1.3, <c>jemalloc/src</c>; what stands in parentheses names the function or field there.
/// </remarks>
public sealed partial class ClassicHeap
{
    private const int LookupShift = 3;

    private readonly SimMachine _machine;
    private readonly ClassicOptions _options;
    private readonly ArenaParts _parts;
    private readonly Geometry _geometry;
    private readonly ArenaTable _arenas;
    private readonly HugeObjects _huge;
    private readonly ThreadCaches _caches;
    private readonly Controls _controls;
    private readonly ThreadRecord _nobody = new(-1);
    private readonly byte[] _binOf;
    private readonly ChunkTable _table;
    private readonly ulong _smallMax;
    private readonly ulong _chunkMask;
    private readonly int _pageShift;
    private readonly bool _isDirectPossible;
    private readonly List<ThreadRecord> _directThreads = [];
    private ThreadRecord[] _threads;

    /// <summary>Makes a heap that has not started.</summary>
    /// <param name="machine">The machine below.</param>
    /// <param name="options">Options that were checked.</param>
    public ClassicHeap(SimMachine machine, ClassicOptions options)
    {
        _machine = machine;
        _options = options;
        _parts = new ArenaParts(machine, options);
        _geometry = _parts.Geometry;
        _table = _parts.Table;
        _arenas = new ArenaTable(_parts);
        _huge = new HugeObjects(_parts);
        _caches = new ThreadCaches(_parts);
        _controls = new Controls(this);
        _binOf = _geometry.BinOf;
        _smallMax = _geometry.SspaceMax;
        _chunkMask = _geometry.ChunkMask;
        _pageShift = _geometry.PageShift;
        _isDirectPossible = !options.Junk && !options.Zero;
        _parts.Threading.IsThreaded = options.IsThreaded == ThreadAwareness.Always;
        _threads = new ThreadRecord[64];
        Array.Fill(_threads, _nobody);
    }

    internal ArenaParts Parts => _parts;

    internal ArenaTable Arenas => _arenas;

    internal HugeObjects Huge => _huge;

    internal ThreadCaches Caches => _caches;

    internal ReadOnlySpan<ThreadRecord> Threads => _threads;

    /// <summary>malloc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size)
    {
        ThreadRecord[] threads = _threads;
        byte[] binOf = _binOf;
        ulong entry = (size - 1) >> LookupShift;
        if ((uint)thread < (uint)threads.Length && entry < (ulong)binOf.Length)
        {
            ThreadRecord state = threads[thread];
            Bin[] bins = state.Direct;
            int index = binOf[entry];
            if ((uint)index < (uint)bins.Length)
            {
                Bin bin = bins[index];
                Run run = bin.Current;
                if (run.FreeCount != 0)
                {
                    bin.Counts.Mallocs++;
                    bin.Counts.Requests++;
                    state.DirectAllocated += bin.RegionBytes;
                    return run.Take();
                }
            }
        }

        return MallocGenerally(thread, size);
    }

    /// <summary>free; of 0 does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address)
    {
        ThreadRecord[] threads = _threads;
        if (_table.Find(address) is { } chunk && (uint)thread < (uint)threads.Length)
        {
            ThreadRecord state = threads[thread];
            if (state.Direct.Length != 0 && chunk.RunAt[(int)((address & _chunkMask) >> _pageShift)] is { } run)
            {
                Bin bin = run.Bin;
                state.DirectDeallocated += bin.RegionBytes;
                _machine.Touch(address, RecordSizes.Word);
                bin.Counts.Dallocs++;
                uint free = run.Give(address);
                if (free == 1 || free == run.Regions)
                {
                    Settle(run, free);
                }

                return;
            }
        }

        FreeGenerally(thread, address);
    }

    /// <summary>Bytes that an object could use; 0 for a null pointer. (malloc_usable_size)</summary>
    public ulong UsableSize(ulong address)
    {
        if ((address & _chunkMask) == 0)
        {
            return address == 0 ? 0 : _huge.SizeOf(address);
        }

        Chunk chunk = _table.Find(address)!;
        int page = (int)((address & _chunkMask) >> _pageShift);
        return chunk.RunAt[page] is { } run ? run.Info.RegionBytes : (ulong)(chunk.Map[page] >> Chunk.PagesShift) << _pageShift;
    }

    // The thread has an arena that it can go to directly: no fill, no locks, no caches.
    private bool IsDirect(int thread) => (uint)thread < (uint)_threads.Length && _threads[thread].Direct.Length != 0;

    private Run? RunOf(ulong address) => _table.Find(address)?.RunAt[(int)((address & _chunkMask) >> _pageShift)];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Settle(Run run, uint free) => run.Chunk.Arena.SettleRun(run, free);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong MallocGenerally(int thread, ulong size)
    {
        ThreadRecord state = Enter(thread);
        if (!TryBoot(state))
        {
            return 0;
        }

        size = Math.Max(size, 1);
        ulong address = Allocate(state, size, isZeroed: false);
        return Count(state, address, size, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeGenerally(int thread, ulong address)
    {
        if (address == 0)
        {
            return;
        }

        ThreadRecord state = Enter(thread);
        state.Deallocated += UsableSize(address);
        Deallocate(state, address);
    }

    // Counts what the thread was given, if it was. (ALLOCATED_ADD)
    private ulong Count(ThreadRecord state, ulong address, ulong size, ulong oldUsable)
    {
        if (address != 0)
        {
            state.Allocated += _geometry.UsableOf(size);
            state.Deallocated += oldUsable;
        }

        return address;
    }
}
