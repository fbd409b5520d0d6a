using System.Runtime.CompilerServices;
using AllocSim.Allocator.Vam.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Vam;

/// <summary>Vam: which of its heaps serves a request, and the calls of a program.</summary>
/// <remarks>
/// Source: the reimplementation by its authors (plasma-umass/vam), composed as in its vam.h; not the design of their paper of 2005, of which there is no code.
/// As built by default it has no locks; those here are the ones that it has when built for threads, and one for the partitions.
/// </remarks>
public sealed class VamHeap
{
    /// <summary>Bytes in a page, as built, whatever the machine has.</summary>
    public const ulong PageBytes = 4096;

    /// <summary>Bytes in a partition of the address space.</summary>
    public const ulong PartitionBytes = 8UL << 20;

    /// <summary>Largest request that can have a class of its own.</summary>
    public const ulong LargestClassed = 1024;

    /// <summary>Bytes between two classes; also what requests are rounded up to.</summary>
    public const ulong ClassBytes = 8;

    private const int LooksAtLock = 1000;
    private const int ClassCount = (int)(LargestClassed / ClassBytes);

    private readonly SimMachine _machine;
    private readonly VamLayout _layout;
    private readonly AlignedMappings _mappings;
    private readonly PartitionHeap _partitions;
    private readonly ReapPool _reaps;
    private readonly CommonHeap _common;
    private readonly ClassHeap?[] _frequent = new ClassHeap?[ClassCount];
    private readonly ulong[] _requests = new ulong[ClassCount];
    private ulong _allocatedBytes;

    /// <summary>What a thread does that finds a lock taken: it looks a thousand times, then lets others run.</summary>
    public static WaitingLaw Waiting => WaitingLaw.SpinThenSleep(LooksAtLock);

    /// <summary>Makes an empty heap.</summary>
    /// <param name="machine">The machine below.</param>
    /// <param name="layout">The width of its records.</param>
    /// <param name="discards">Whether freed clusters of pages are given back to the kernel at once.</param>
    public VamHeap(SimMachine machine, VamLayout layout, bool discards)
    {
        _machine = machine;
        _layout = layout;
        _mappings = new AlignedMappings(machine, layout);
        _partitions = new PartitionHeap(machine, layout, _mappings, discards);
        _reaps = new ReapPool(layout);
        _common = new CommonHeap(_partitions, layout, new ObjectHeaders(machine, layout), machine.LockRecorder);
    }

    /// <summary>malloc. A request for nothing is one for the smallest object.</summary>
    public ulong Malloc(int thread, ulong size)
    {
        ulong address = size > _layout.LargestRequest ? 0 : Allocate(thread, SizeClassOf(size));
        _allocatedBytes += address == 0 ? 0 : UsableSize(address);
        return address;
    }

    /// <summary>calloc. The library does not look for overflow; here what no machine of its width can hold is refused.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        if (Math.BigMul(count, size, out ulong bytes) != 0)
        {
            return 0;
        }

        ulong address = Malloc(thread, bytes);
        if (address != 0)
        {
            _machine.Touch(address, bytes);
        }

        return address;
    }

    /// <summary>realloc: the new object comes first; where it turns out to be as large as the old one, it goes again.</summary>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        if (address == 0 || size == 0)
        {
            Free(thread, address);
            return address == 0 ? Malloc(thread, size) : 0;
        }

        ulong old = UsableSize(address);
        ulong moved = Malloc(thread, size);
        if (moved != 0 && UsableSize(moved) == old)
        {
            Free(thread, moved);
            return address;
        }

        if (moved != 0)
        {
            ulong copied = Math.Min(old, size);
            _machine.Read(address, copied);
            _machine.Touch(moved, copied);
        }

        Free(thread, address);
        return moved;
    }

    /// <summary>free. The type of the partition that an address lies in tells its heap.</summary>
    public void Free(int thread, ulong address)
    {
        if (address == 0)
        {
            return;
        }

        Partition partition = _partitions.Find(address);
        if (partition.Type != PartitionHeap.CommonType)
        {
            Reap reap = _reaps[partition.ReapAt(address)];
            _allocatedBytes -= reap.ObjectBytes;
            _frequent[ClassOf(reap.ObjectBytes)]!.Free(thread, address, reap);
            return;
        }

        ulong size = _common.Headers.Size(address);
        _allocatedBytes -= size;
        if (size <= _layout.LargestCommon)
        {
            _common.Release(thread, address);
        }
        else
        {
            _partitions.Free(thread, address - _layout.ObjectHeaderBytes);
        }
    }

    /// <summary>Bytes that an object can use: its class, or what its header says.</summary>
    public ulong UsableSize(ulong address)
    {
        if (address == 0)
        {
            return 0;
        }

        Partition partition = _partitions.Find(address);
        return partition.Type == PartitionHeap.CommonType ? _common.Headers.Size(address) : _reaps[partition.ReapAt(address)].ObjectBytes;
    }

    /// <summary>Fills in the totals. The library keeps none; they follow from its records.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        totals = default;
        totals.AllocatedBytes = _allocatedBytes;
        totals.ActiveBytes = _partitions.UsedBytes;
        totals.MetadataBytes = _partitions.MapBytes + _mappings.NodeBytes + _reaps.HeaderBytes + (_common.UsedCount * _layout.ObjectHeaderBytes);
        totals.MappedBytes = _mappings.MappedBytes + _mappings.NodeBytes;
        totals.Own[0] = _partitions.KeptBytes() / PageBytes;
        totals.Own[1] = _partitions.DiscardedBytes / PageBytes;
        totals.ResidentBytes = _partitions.UsedBytes + _partitions.MapBytes + _mappings.NodeBytes + (totals.Own[0] * PageBytes);
    }

    /// <summary>The locks that there are by now.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes()
        => [.. _frequent.OfType<ClassHeap>().Select(heap => heap.Mutex).Append(_common.Mutex).Append(_partitions.Mutex).Select(mutex => new NamedMutexes(mutex.Name, [mutex]))];

    /// <summary>The size that a request is rounded up to.</summary>
    public ulong SizeClassOf(ulong size) => (Math.Max(size, _layout.LeastObject) + ClassBytes - 1) & ~(ClassBytes - 1);

    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new VamViews(_partitions, _common, _frequent).Read(view, rows);

    /// <summary>Holds the records against each other and against the machine.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants() => new VamCheck(_machine, _layout, _partitions, _common, _reaps, _frequent).Run();

    /// <summary>Bytes rounded up to pages.</summary>
    internal static ulong WholePages(ulong bytes) => (bytes + PageBytes - 1) & ~(PageBytes - 1);

    private static int ClassOf(ulong size) => (int)((size - 1) / ClassBytes);

    private ulong Allocate(int thread, ulong size)
    {
        ClassHeap? heap = size <= LargestClassed ? FrequentHeap(size) : null;
        ulong address = heap is null ? 0 : heap.Allocate(thread);
        return address != 0 ? address : AllocateUnclassed(thread, size);
    }

    /// <summary>The heap of a size, if so many were requested that it has one. Once frequent, a size stays so. (FrequencyHeap)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ClassHeap? FrequentHeap(ulong size)
    {
        int index = ClassOf(size);
        ClassHeap? heap = _frequent[index];
        if (heap is null && size * ++_requests[index] > PageBytes)
        {
            heap = new ClassHeap(_machine, _partitions, _reaps, size);
            _frequent[index] = heap;
        }

        return heap;
    }

    // (TwoHeap)
    private ulong AllocateUnclassed(int thread, ulong size)
    {
        if (size <= _layout.LargestCommon)
        {
            return _common.Allocate(thread, size);
        }

        // A huge object must be larger than a partition, so that it gets one of its own.
        ulong bytes = size + _layout.ObjectHeaderBytes;
        bytes = bytes <= PartitionBytes ? PartitionBytes + PageBytes : WholePages(bytes);
        ulong mapping = _partitions.Allocate(thread, bytes, PartitionHeap.CommonType);
        if (mapping == 0)
        {
            return 0;
        }

        ulong address = mapping + _layout.ObjectHeaderBytes;
        _common.Headers.Write(address, size, 0, isFreeBefore: false);
        return address;
    }
}
