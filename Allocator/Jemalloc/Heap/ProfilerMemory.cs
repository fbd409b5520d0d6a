using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <summary>Where the heap profiler has its records: among the heap's objects, and some among the metadata of arena 0.</summary>
internal sealed class ProfilerMemory(JemallocHeap heap) : IProfMemory
{
    private const ulong CacheLine = RecordSizes.CacheLine;

    public ulong Allocate(Tsd thread, ulong bytes) => Own(thread, heap.Arenas[0], bytes);

    public ulong AllocateNear(Tsd thread, ulong bytes) => heap.Arenas.Choose(thread, null, isInternal: true) is { } arena ? Own(thread, arena, bytes) : 0;

    public ulong AllocateTable(Tsd thread, ulong bytes)
    {
        Arena? arena = heap.Arenas.Choose(thread, null, isInternal: true);
        return arena is null ? 0 : Counted(heap.AlignedMalloc(thread, arena, heap.Sizes.AlignedUsable(bytes, CacheLine), CacheLine, zero: true, cache: null), bytes);
    }

    public ulong AllocateBuffer(Tsd thread, ulong bytes, ulong usedBytes) =>
        Counted(heap.ArenaMalloc(thread, heap.Arenas[0], bytes, heap.Sizes.SizeToIndex(bytes), zero: false, cache: null), usedBytes);

    public void Free(Tsd thread, ulong address) => heap.FreeInternal(thread, address);

    public ulong AllocateForGood(Tsd thread, ulong bytes)
    {
        ulong address = heap.Base.Alloc(thread, bytes, CacheLine);
        if (address != 0)
        {
            heap.Machine.Touch(address, bytes);
        }

        return address;
    }

    private ulong Own(Tsd thread, Arena arena, ulong bytes) =>
        Counted(heap.ArenaMalloc(thread, arena, bytes, heap.Sizes.SizeToIndex(bytes), zero: false, cache: null), bytes);

    private ulong Counted(ulong address, ulong bytes)
    {
        if (address != 0)
        {
            heap.Machine.Touch(address, bytes);
            heap.OwnerOf(address).InternalBytes += heap.UsableSizeOf(address);
        }

        return address;
    }
}
