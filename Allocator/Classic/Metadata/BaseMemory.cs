using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Metadata;

/// <summary>Memory for the library's own records, which is never given back. Records of huge objects alone are used again, the last one first. (base.c)</summary>
internal sealed class BaseMemory
{
    private readonly SimMachine _machine;
    private readonly Geometry _geometry;
    private readonly ChunkSource _chunks;
    private readonly MallocMutex _lock;
    private readonly Stack<ulong> _nodes = new();
    private ulong _next;
    private ulong _end;

    /// <summary>Makes it; nothing is mapped until something is asked for.</summary>
    public BaseMemory(SimMachine machine, Geometry geometry, ChunkSource chunks, Threading threading)
    {
        _machine = machine;
        _geometry = geometry;
        _chunks = chunks;
        _lock = new MallocMutex("base", threading, machine.LockRecorder);
    }

    /// <summary>Its mutex. (base_mtx)</summary>
    public MallocMutex Mutex => _lock;

    /// <summary>Bytes handed out so far.</summary>
    public ulong UsedBytes { get; private set; }

    /// <summary>Bytes mapped for it.</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>Records of huge objects that wait to be used again.</summary>
    public int SpareNodes => _nodes.Count;

    /// <summary>Bytes of whole lines of the cache, not cleared. What is left of a chunk that is too short is lost. (base_alloc)</summary>
    /// <returns>Where they are, or 0.</returns>
    public ulong Allocate(ulong bytes)
    {
        ulong rounded = RecordSizes.LinesOf(bytes);
        _lock.Lock();
        ulong address = unchecked(_next + rounded) > _end && !TryGrow(rounded) ? 0 : Take(rounded);
        _lock.Unlock();
        return address;
    }

    /// <summary>A record for a huge object. (base_node_alloc)</summary>
    /// <returns>Where it is, or 0.</returns>
    public ulong AllocateNode()
    {
        _lock.Lock();
        if (_nodes.TryPop(out ulong node))
        {
            _machine.Read(node, RecordSizes.Word);
            _lock.Unlock();
            return node;
        }

        _lock.Unlock();
        return Allocate(RecordSizes.ExtentNode);
    }

    /// <summary>A record is free again. (base_node_dealloc)</summary>
    public void DeallocateNode(ulong node)
    {
        _lock.Lock();
        _machine.Touch(node, RecordSizes.Word);
        _nodes.Push(node);
        _lock.Unlock();
    }

    private ulong Take(ulong bytes)
    {
        ulong address = _next;
        _next += bytes;
        UsedBytes += bytes;
        return address;
    }

    private bool TryGrow(ulong bytes)
    {
        ulong size = _geometry.ChunksOf(bytes);
        ulong address = _chunks.Allocate(size);
        if (address == 0)
        {
            return false;
        }

        _next = address;
        _end = address + size;
        MappedBytes += size;
        return true;
    }
}
