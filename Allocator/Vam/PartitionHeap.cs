using System.Runtime.CompilerServices;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Vam;

/// <summary>The partitions, by type and by address. An address tells its type, so objects need no header to be found by. (PartitionHeap)</summary>
internal sealed class PartitionHeap
{
    /// <summary>Types: the common heap, and reaps of each order.</summary>
    public const int TypeCount = ClassHeap.LargestOrder + 1;

    /// <summary>The type of partitions in which objects have headers.</summary>
    public const int CommonType = 0;

    private const int AdviceDontNeed = 4;
    private const int NarrowPartitionsMax = 512;

    private readonly SimMachine _machine;
    private readonly VamLayout _layout;
    private readonly AlignedMappings _mappings;
    private readonly bool _discards;
    private readonly ulong _firstNumber;
    private readonly Partition?[] _byNumber;
    private readonly RingNode[] _available = new RingNode[TypeCount];
    private readonly RingNode[] _full = new RingNode[TypeCount];
    private readonly Stack<Partition> _unused = new();

    /// <summary>Makes it without partitions.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="layout">The width.</param>
    /// <param name="mappings">Where space comes from.</param>
    /// <param name="discards">Whether freed clusters are given back to the kernel at once.</param>
    public PartitionHeap(SimMachine machine, VamLayout layout, AlignedMappings mappings, bool discards)
    {
        _machine = machine;
        _layout = layout;
        _mappings = mappings;
        _discards = discards;
        Mutex = new SimMutex("partitions", 2, machine.LockRecorder);
        _firstNumber = machine.Addresses.Bottom / VamHeap.PartitionBytes;
        _byNumber = new Partition?[(machine.Addresses.Top / VamHeap.PartitionBytes) + 1 - _firstNumber];
        for (int type = 0; type < TypeCount; type++)
        {
            _available[type] = new RingNode();
            _full[type] = new RingNode();
        }
    }

    /// <summary>A lock that the library lacks even where it is built for threads; it would not hold without one.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Partitions that there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their maps.</summary>
    public ulong MapBytes { get; private set; }

    /// <summary>Bytes of clusters in use.</summary>
    public ulong UsedBytes { get; private set; }

    /// <summary>Bytes of clusters given back to the kernel so far.</summary>
    public ulong DiscardedBytes { get; private set; }

    /// <summary>The partition that an address lies in, by the beginning of the 8 MiB around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Partition Find(ulong address) => _byNumber[(address / VamHeap.PartitionBytes) - _firstNumber]!;

    /// <summary>The partitions in use, by address.</summary>
    public IEnumerable<Partition> All => _byNumber.OfType<Partition>();

    /// <summary>Bytes of free clusters whose pages are still there.</summary>
    public ulong KeptBytes()
    {
        ulong bytes = 0;
        foreach (Partition? partition in _byNumber)
        {
            bytes += partition is null ? 0 : (ulong)partition.KeptCount * partition.ClusterBytes;
        }

        return bytes;
    }

    /// <summary>Allocates a cluster.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="bytes">Its size; above a partition's it gets one of its own.</param>
    /// <param name="type">Its type.</param>
    /// <returns>Its address, or 0 when there are too many partitions.</returns>
    public ulong Allocate(int thread, ulong bytes, int type)
    {
        Mutex.Acquire(thread);
        ulong address = AllocateLocked(bytes, type);
        Mutex.Release(thread);
        return address;
    }

    private ulong AllocateLocked(ulong bytes, int type)
    {
        bool isHuge = bytes > VamHeap.PartitionBytes;
        for (RingNode available = _available[type]; !isHuge && !available.IsEmptyRing;)
        {
            Partition first = (Partition)available.Next;
            ulong found = first.Allocate();
            if (found != 0)
            {
                UsedBytes += bytes;
                return found;
            }

            first.MoveTo(_full[type]);
            first.IsFull = true;
        }

        // The reimplementation has room for as many partitions as 4 GiB have; the wide form has no such limit.
        return Count == NarrowPartitionsMax && _layout.PointerBytes == 4 ? 0 : AllocateIn(Open(bytes, type, isHuge), bytes, isHuge);
    }

    /// <summary>Frees a cluster, and its partition when that is empty and not the only one that is available.</summary>
    public void Free(int thread, ulong address)
    {
        Mutex.Acquire(thread);
        FreeLocked(address);
        Mutex.Release(thread);
    }

    private void FreeLocked(ulong address)
    {
        Partition partition = Find(address);
        partition.Free(address, !_discards);
        UsedBytes -= partition.ClusterBytes;
        if (_discards)
        {
            _machine.Madvise(address, partition.ClusterBytes, AdviceDontNeed);
            DiscardedBytes += partition.ClusterBytes;
        }

        RingNode available = _available[partition.Type];
        if (partition.IsEmpty && (partition.Previous != available || partition.Next != available))
        {
            Close(partition);
        }
        else if (partition.IsFull)
        {
            partition.MoveTo(available);
            partition.IsFull = false;
        }
    }

    private ulong AllocateIn(Partition partition, ulong bytes, bool isHuge)
    {
        ulong address = partition.Allocate();
        UsedBytes += bytes;
        partition.IsFull = isHuge;
        (isHuge ? _full : _available)[partition.Type].AddFirst(partition);
        return address;
    }

    private Partition Open(ulong bytes, int type, bool isHuge)
    {
        Partition partition = _unused.Count > 0 ? _unused.Pop() : new Partition();
        if (isHuge)
        {
            partition.Open(_machine, _mappings, _layout, type, bytes, VamHeap.PageBytes, bytes);
        }
        else
        {
            partition.Open(_machine, _mappings, _layout, type, VamHeap.PartitionBytes, VamHeap.PartitionBytes, bytes);
        }

        _byNumber[(partition.Address / VamHeap.PartitionBytes) - _firstNumber] = partition;
        Count++;
        MapBytes += partition.MapBytes;
        return partition;
    }

    private void Close(Partition partition)
    {
        partition.Unlink();
        _byNumber[(partition.Address / VamHeap.PartitionBytes) - _firstNumber] = null;
        Count--;
        MapBytes -= partition.MapBytes;
        partition.Close(_mappings);
        _unused.Push(partition);
    }
}
