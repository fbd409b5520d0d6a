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

        Segment segment = _segments.Find(address);
        Slice page = segment.Slices[(address - segment.Base) >> Layout.SliceShift];
        if (page.Offset != 0)
        {
            page = segment.Slices[page.Index - page.Offset];
        }

        int block = page.BlockAt(address);
        _allocatedBytes -= page.BlockBytes;
        if (segment.Owner != thread + 1 || page.Flags != 0)
        {
            _freer.Free(page, block, segment.Owner == thread + 1);
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

        Slice page = _freer.PageOf(address);
        return page.HasAligned ? page.AddressOf(page.BlockAt(address)) + page.BlockBytes - address : page.BlockBytes;
    }
}
