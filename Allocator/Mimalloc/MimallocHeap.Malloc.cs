using System.Runtime.CompilerServices;
using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc;

/// <content>malloc and what else makes objects.</content>
public sealed partial class MimallocHeap
{
    /// <summary>malloc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size)
    {
        ThreadHeap heap = _threads.Of(thread);
        if (size <= Layout.DirectObjectMax)
        {
            Slice page = heap.Direct[(int)((uint)size + 7) >> 3];
            if (page.Free != Slice.None)
            {
                return Pop(page);
            }
        }

        return MallocGeneric(thread, heap, size, isZeroed: false, alignment: 0);
    }

    /// <summary>calloc; null when count times size overflows. A block is cleared whole, however fresh, up to 2 GiB of it.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        ulong high = Math.BigMul(count, size, out ulong bytes);
        if (high != 0)
        {
            return 0;
        }

        ThreadHeap heap = _threads.Of(thread);
        if (bytes <= Layout.DirectObjectMax && heap.Direct[(int)(bytes + 7) >> 3] is { Free: not Slice.None } page)
        {
            ulong address = Pop(page);
            _machine.Touch(address, page.BlockField);
            return address;
        }

        return MallocGeneric(thread, heap, bytes, isZeroed: true, alignment: 0);
    }

    /// <summary>posix_memalign; 0 where the call would refuse.</summary>
    public ulong Memalign(int thread, ulong alignment, ulong size)
        => alignment == 0 || alignment % 8 != 0 || !Layout.IsPowerOfTwo(alignment) ? 0 : AlignedAlloc(thread, alignment, size);

    /// <summary>aligned_alloc. A size that is a power of two gets a block of its own size, which for 256, 512 and 1024 does not lie on that boundary: the library's mistake.</summary>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size)
    {
        if (!Layout.IsPowerOfTwo(alignment))
        {
            return 0;
        }

        if (Layout.IsPowerOfTwo(size) && size >= alignment && size <= Layout.DirectObjectMax)
        {
            return Malloc(thread, size);
        }

        if (alignment == 0 || size > Layout.RequestMax)
        {
            return 0;
        }

        if (size <= Layout.DirectObjectMax && alignment <= size
            && _threads.Of(thread).Direct[(int)(size + 7) >> 3] is { Free: not Slice.None } page
            && (page.AddressOf(page.Free) & (alignment - 1)) == 0)
        {
            return Pop(page);
        }

        bool isAlignedAnyway = alignment <= size && size <= Layout.AlignedObjectMax && (size & (alignment - 1)) == 0;
        return isAlignedAnyway ? Malloc(thread, size) : AllocWithin(thread, alignment, size);
    }

    /// <summary>realloc; 0 is a null pointer. In place where the object would use at least half of its block.</summary>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        ulong usable = UsableSize(address);
        if (size <= usable && size >= usable / 2 && size > 0)
        {
            return address;
        }

        ulong made = Malloc(thread, size);
        if (made != 0 && address != 0)
        {
            ulong copied = Math.Min(size, usable);
            if (copied > 0)
            {
                _machine.Read(address, copied);
                _machine.Touch(made, copied);
            }

            Free(thread, address);
        }

        return made;
    }

    /// <summary>Takes the first free block of a page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Pop(Slice page)
    {
        int block = page.Free;
        page.Used++;
        page.Free = page.Links[block];
        _allocatedBytes += page.BlockBytes;
        return page.AddressOf(block);
    }

    /// <summary>An object on a boundary: a larger block, and the place in it that lies right.</summary>
    private ulong AllocWithin(int thread, ulong alignment, ulong size)
    {
        bool isOwnSegment = alignment > Layout.AlignmentMax;
        ulong bytes = isOwnSegment ? Math.Max(size, Layout.DirectObjectMax + 1) : size + alignment - 1;
        ulong block = isOwnSegment ? MallocGeneric(thread, _threads.Of(thread), bytes, isZeroed: false, alignment) : Malloc(thread, bytes);
        if (block == 0)
        {
            return 0;
        }

        ulong address = Layout.Up(block, alignment);
        if (address != block)
        {
            _segments.PageOf(block).SetHasAligned(true);
        }

        return address;
    }

    /// <summary>The long way: the blocks that other threads freed come back, and a page with a free block is looked for. All requests beyond 1 KiB take it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong MallocGeneric(int thread, ThreadHeap heap, ulong size, bool isZeroed, ulong alignment)
    {
        if (_threads.HasNone(heap))
        {
            Start(thread);
            heap = _threads.Init(thread);
            if (_threads.HasNone(heap))
            {
                return 0;
            }
        }

        _machine.Costs?.Charge(MimallocCost.Generic);
        _freer.FreeDelayed(heap);
        Slice? page = _pages.Find(heap, size, alignment);
        if (page is null)
        {
            _collector.CollectAll(heap, isMain: ReferenceEquals(heap, _threads.Main));
            page = _pages.Find(heap, size, alignment);
        }

        if (page is null)
        {
            return 0;
        }

        ulong address = Pop(page);
        if (isZeroed)
        {
            _machine.Touch(address, page.BlockField);
        }

        return address;
    }
}
