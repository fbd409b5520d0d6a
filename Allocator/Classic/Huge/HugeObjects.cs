using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Metadata;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Huge;

/// <summary>Objects too large to share a chunk: whole chunks each, with a record in the base. (huge.c)</summary>
/// <remarks>
/// The library keeps the records in a red-black tree and only ever asks for an address. Fresh mappings are zero, and it knows, so it fills none of them, with zeros or otherwise.
/// </remarks>
internal sealed class HugeObjects
{
    private readonly Dictionary<ulong, HugeRecord> _records = [];
    private readonly SimMachine _machine;
    private readonly Geometry _geometry;
    private readonly ChunkSource _chunks;
    private readonly BaseMemory _base;

    /// <summary>Makes it, without objects.</summary>
    public HugeObjects(ArenaParts parts)
    {
        _machine = parts.Machine;
        _geometry = parts.Geometry;
        _chunks = parts.Source;
        _base = parts.Base;
        Mutex = parts.NewMutex("huge");
    }

    /// <summary>Its mutex. (huge_mtx)</summary>
    public MallocMutex Mutex { get; }

    /// <summary>Bytes in huge objects. (stats.huge.allocated)</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Objects made. (stats.huge.nmalloc)</summary>
    public ulong Mallocs { get; private set; }

    /// <summary>Objects gone. (stats.huge.ndalloc)</summary>
    public ulong Dallocs { get; private set; }

    /// <summary>Bytes of places that pages moved away from: the library goes on counting their chunks.</summary>
    public ulong LeftBytes { get; private set; }

    /// <summary>The objects, by address.</summary>
    public IEnumerable<KeyValuePair<ulong, HugeRecord>> ByAddress
    {
        get
        {
            ulong[] addresses = new ulong[_records.Count];
            _records.Keys.CopyTo(addresses, 0);
            Array.Sort(addresses);
            return addresses.Select(address => KeyValuePair.Create(address, _records[address]));
        }
    }

    /// <summary>A huge object. (huge_malloc)</summary>
    /// <returns>Where it is, or 0.</returns>
    public ulong Malloc(ulong size)
    {
        ulong bytes = _geometry.ChunksOf(size);
        if (bytes == 0)
        {
            return 0;
        }

        ulong node = _base.AllocateNode();
        return node == 0 ? 0 : Keep(node, _chunks.Allocate(bytes), bytes);
    }

    /// <summary>A huge object on a boundary of more than a chunk: cut out of nearly twice as much. (huge_palloc)</summary>
    /// <returns>Where it is, or 0.</returns>
    public ulong MallocAligned(ulong size, ulong alignment)
    {
        ulong bytes = _geometry.ChunksOf(size);
        ulong taken = unchecked((size >= alignment ? bytes + alignment : alignment << 1) - _geometry.ChunkBytes);
        ulong node = _base.AllocateNode();
        if (node == 0)
        {
            return 0;
        }

        ulong address = _chunks.Allocate(taken);
        if (address == 0)
        {
            _base.DeallocateNode(node);
            return 0;
        }

        ulong offset = address & (alignment - 1);
        if (offset != 0)
        {
            ulong lead = alignment - offset;
            _chunks.Deallocate(address, lead);
            address += lead;
            taken -= lead;
        }

        if (taken != bytes || offset == 0)
        {
            _chunks.Deallocate(address + bytes, taken - bytes);
        }

        return Keep(node, address, bytes);
    }

    /// <summary>The object moves to another's place with its pages: the system's tables change, nothing is copied. (mremap to a fixed place)</summary>
    /// <param name="from">The object, of at least a chunk.</param>
    /// <param name="to">The other, fresh.</param>
    public void MovePages(ulong from, ulong to)
    {
        ulong bytes = SizeOf(from);
        _machine.MremapFixed(from, bytes, SizeOf(to), to);
        LeftBytes += bytes;
        _base.DeallocateNode(Drop(from).Node);
    }

    /// <summary>The object goes. (huge_dalloc)</summary>
    public void Free(ulong address)
    {
        HugeRecord record = Drop(address);
        _chunks.Deallocate(address, record.Bytes);
        _base.DeallocateNode(record.Node);
    }

    /// <summary>Bytes of an object. (huge_salloc)</summary>
    public ulong SizeOf(ulong address)
    {
        Mutex.Lock();
        ulong bytes = _records[address].Bytes;
        Mutex.Unlock();
        return bytes;
    }

    private ulong Keep(ulong node, ulong address, ulong bytes)
    {
        if (address == 0)
        {
            _base.DeallocateNode(node);
            return 0;
        }

        _machine.Touch(node, RecordSizes.ExtentNode);
        Mutex.Lock();
        _records.Add(address, new HugeRecord(node, bytes));
        Mallocs++;
        Bytes += bytes;
        Mutex.Unlock();
        return address;
    }

    private HugeRecord Drop(ulong address)
    {
        Mutex.Lock();
        _ = _records.Remove(address, out HugeRecord record);
        Dallocs++;
        Bytes -= record.Bytes;
        Mutex.Unlock();
        return record;
    }
}
