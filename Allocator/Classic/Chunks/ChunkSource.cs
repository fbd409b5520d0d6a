using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Chunks;

/// <summary>Gets whole chunks from the system, each on a boundary of its size, and counts them. (chunk.c, chunk_mmap.c)</summary>
internal sealed class ChunkSource
{
    private const int ReadWrite = 3;

    private readonly SimMachine _machine;
    private readonly Geometry _geometry;
    private readonly Threading _threading;
    private readonly MallocMutex _lock;

    /// <summary>Makes the source.</summary>
    public ChunkSource(SimMachine machine, Geometry geometry, Threading threading)
    {
        _machine = machine;
        _geometry = geometry;
        _threading = threading;
        _lock = new MallocMutex("chunks", threading, machine.LockRecorder);
    }

    /// <summary>The mutex of the counts. (chunks_mtx)</summary>
    public MallocMutex Mutex => _lock;

    /// <summary>Chunks got so far. (stats.chunks.total)</summary>
    public ulong Total { get; private set; }

    /// <summary>Chunks held. (stats.chunks.current)</summary>
    public ulong Current { get; private set; }

    /// <summary>Most chunks held at once. (stats.chunks.high)</summary>
    public ulong High { get; private set; }

    /// <summary>The counts begin again, as they do at each start. (chunk_boot)</summary>
    public void Boot()
    {
        Total = 0;
        Current = 0;
        High = 0;
    }

    /// <summary>Maps chunks in a row, all zero. (chunk_alloc)</summary>
    /// <returns>Where they are, or 0.</returns>
    public ulong Allocate(ulong bytes)
    {
        ulong address = _threading.Current.IsMmapUnaligned ? MapSlowly(bytes, isKnownUnaligned: false) : MapQuickly(bytes);
        if (address != 0)
        {
            _lock.Lock();
            Total += bytes >> _geometry.ChunkShift;
            Current += bytes >> _geometry.ChunkShift;
            High = Math.Max(High, Current);
            _lock.Unlock();
        }

        return address;
    }

    /// <summary>Unmaps chunks. (chunk_dealloc)</summary>
    public void Deallocate(ulong address, ulong bytes)
    {
        Forget(bytes);
        _machine.Munmap(address, bytes);
    }

    private void Forget(ulong bytes)
    {
        _lock.Lock();
        Current -= bytes >> _geometry.ChunkShift;
        _lock.Unlock();
    }

    // Maps just what is needed. Where that is not aligned, a mapping behind it may make it so. (chunk_alloc_mmap_internal)
    private ulong MapQuickly(ulong bytes)
    {
        ulong address = _machine.Mmap(0, bytes, ReadWrite);
        ulong offset = address & _geometry.ChunkMask;
        if (address == 0 || offset == 0)
        {
            return address;
        }

        _threading.Current.IsMmapUnaligned = true;
        ulong missing = _geometry.ChunkBytes - offset;
        if (!TryMapAt(address + bytes, missing))
        {
            _machine.Munmap(address, bytes);
            return MapSlowly(bytes, isKnownUnaligned: true);
        }

        _machine.Munmap(address, missing);
        return address + missing;
    }

    // Maps a chunk more and cuts what is too much. (chunk_alloc_mmap_slow)
    private ulong MapSlowly(ulong bytes, bool isKnownUnaligned)
    {
        if (unchecked(bytes + _geometry.ChunkBytes) <= bytes)
        {
            return 0;
        }

        ulong address = _machine.Mmap(0, bytes + _geometry.ChunkBytes, ReadWrite);
        if (address == 0)
        {
            return 0;
        }

        ulong offset = address & _geometry.ChunkMask;
        if (offset == 0)
        {
            _machine.Munmap(address + bytes, _geometry.ChunkBytes);
            _threading.Current.IsMmapUnaligned = isKnownUnaligned;
            return address;
        }

        ulong lead = _geometry.ChunkBytes - offset;
        _machine.Munmap(address, lead);
        _machine.Munmap(address + lead + bytes, offset);
        return address + lead;
    }

    private bool TryMapAt(ulong address, ulong bytes)
    {
        ulong got = _machine.Mmap(address, bytes, ReadWrite);
        if (got != 0 && got != address)
        {
            _machine.Munmap(got, bytes);
        }

        return got == address;
    }
}
