using System.Runtime.CompilerServices;
using AllocSim.Allocator.Mimalloc.Segments;

namespace AllocSim.Allocator.Mimalloc;

/// <content>free, and how much an object can use.</content>
public sealed partial class MimallocHeap
{
    /// <summary>free; of 0 does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address)
    {
        if (address == 0)
        {
            return;
        }

        Slice page = _segments.PageOf(address);
        int block = page.BlockAt(address);
        _allocatedBytes -= page.BlockBytes;
        if (!ReferenceEquals(page.Heap, _threads.Of(thread)) || page.Flags != 0)
        {
            FreeGeneric(thread, page, block);
            return;
        }

        page.Links[block] = (ushort)page.LocalFree;
        page.LocalFree = block;
        if (--page.Used == 0)
        {
            _retirer.Retire(page);
        }
    }

    /// <summary>malloc_usable_size: from the object to the end of its block; 0 for a null pointer.</summary>
    public ulong UsableSize(ulong address)
    {
        if (address == 0)
        {
            return 0;
        }

        Slice page = _segments.PageOf(address);
        return page.HasAligned ? page.AddressOf(page.BlockAt(address)) + page.BlockBytes - address : page.BlockBytes;
    }

    /// <summary>The long way: the page is full, holds aligned objects, or is another thread's or nobody's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeGeneric(int thread, Slice page, int block) => _freer.Free(page, block, ReferenceEquals(page.Heap, _threads.Of(thread)));
}
