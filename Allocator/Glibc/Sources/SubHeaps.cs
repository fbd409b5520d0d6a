using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Sources;

/// <summary>Makes, finds, grows and shrinks the heaps of arenas other than the main one. A heap lies on a multiple of its largest size, so that any address in it leads to it.</summary>
internal sealed class SubHeaps
{
    private const ulong BytesMin = 32 << 10;
    private const ulong DefaultBytesMax = 64UL << 20;
    private const ulong PoolPages = 4;
    private const int NoAccess = 0;
    private const int ReadWrite = 3;
    private const int DontNeed = 4;

    private readonly SimMachine _machine;
    private readonly ChunkMemory _memory;
    private readonly MallocParameters _parameters;
    private readonly MappedChunks _mapped;
    private readonly SubHeap?[] _byPlace;
    private readonly ulong _firstPlace;
    private readonly int _placeShift;
    private readonly Stack<SubHeap> _spare = new();
    private ulong _alignedArea;

    public SubHeaps(ChunkMemory memory, MallocParameters parameters, MappedChunks mapped)
    {
        _machine = memory.Machine;
        _memory = memory;
        _parameters = parameters;
        _mapped = mapped;
        BytesMax = parameters.PoolPageBytes == 0 ? DefaultBytesMax : parameters.PoolPageBytes * PoolPages;
        _placeShift = ulong.Log2(BytesMax) is var shift ? (int)shift : 0;
        _firstPlace = _machine.Addresses.Bottom >> _placeShift;
        _byPlace = new SubHeap?[(int)((_machine.Addresses.Top >> _placeShift) - _firstPlace) + 1];
    }

    /// <summary>Most bytes in a heap, and its alignment.</summary>
    public ulong BytesMax { get; }

    /// <summary>The unit in which heaps grow and shrink.</summary>
    public ulong PageBytes => (ulong)_machine.PageSize;

    /// <summary>The heap that an address lies in.</summary>
    public SubHeap Of(ulong address) => _byPlace[(int)((address >> _placeShift) - _firstPlace)]!;

    /// <summary>Makes a heap.</summary>
    /// <param name="size">Bytes that are needed.</param>
    /// <param name="topPad">Bytes beyond.</param>
    /// <returns>Null when it would be too large, or the system refuses.</returns>
    public SubHeap? Make(ulong size, ulong topPad)
    {
        if (_parameters.PoolPageBytes != 0)
        {
            AskPool(size, topPad);
        }

        if (!TrySize(ref size, topPad, _parameters.PoolPageBytes == 0 ? BytesMin : _parameters.PoolPageBytes, PageBytes))
        {
            return null;
        }

        ulong address = TakeAlignedArea();
        if (address == 0)
        {
            address = MapAligned();
        }

        return address == 0 ? null : Open(address, size);
    }

    /// <summary>Opens more of a heap.</summary>
    /// <returns>False when it cannot hold as much.</returns>
    public bool TryGrow(SubHeap heap, ulong bytes)
    {
        ulong size = unchecked(heap.Size + Chunk.AlignUp(bytes, PageBytes));
        if (size > BytesMax)
        {
            return false;
        }

        if (size > heap.OpenedBytes)
        {
            _machine.Mprotect(heap.Base + heap.OpenedBytes, size - heap.OpenedBytes, ReadWrite);
            heap.OpenedBytes = size;
        }

        heap.Size = size;
        return true;
    }

    /// <summary>Gives the memory behind a heap's end back; address space stays.</summary>
    public bool TryShrink(SubHeap heap, ulong bytes)
    {
        const int StrictOvercommit = 2;
        if (heap.Size - bytes < SubHeap.RecordBytes)
        {
            return false;
        }

        ulong size = heap.Size - bytes;
        if (_machine.Options.OvercommitMemory == StrictOvercommit)
        {
            if (_machine.Mmap(heap.Base + size, bytes, NoAccess, isFixed: true) == 0)
            {
                return false;
            }

            heap.OpenedBytes = size;
        }
        else
        {
            _ = _machine.Madvise(heap.Base + size, bytes, DontNeed);
        }

        heap.Size = size;
        return true;
    }

    /// <summary>Unmaps a heap.</summary>
    public void Delete(SubHeap heap)
    {
        if (heap.Base + BytesMax == _alignedArea)
        {
            _alignedArea = 0;
        }

        _machine.Munmap(heap.Base, BytesMax);
        _memory.Forget(heap.Base, BytesMax);
        _byPlace[(int)((heap.Base >> _placeShift) - _firstPlace)] = null;
        heap.Arena = null;
        heap.Previous = null;
        _spare.Push(heap);
    }

    private bool TrySize(ref ulong size, ulong topPad, ulong bytesMin, ulong unit)
    {
        ulong padded = unchecked(size + topPad);
        if (padded < bytesMin)
        {
            size = bytesMin;
        }
        else if (padded <= BytesMax)
        {
            size = padded;
        }
        else if (size > BytesMax)
        {
            return false;
        }
        else
        {
            size = BytesMax;
        }

        size = Chunk.AlignUp(size, unit);
        return true;
    }

    /// <summary>What the library tries first with hugetlb=2: a heap from the pool, which is empty.</summary>
    private void AskPool(ulong size, ulong topPad)
    {
        if (!TrySize(ref size, topPad, _parameters.PoolPageBytes, _parameters.PoolPageBytes))
        {
            return;
        }

        if (_alignedArea != 0)
        {
            _ = _machine.MmapHugePool(BytesMax, NoAccess);
            _alignedArea = 0;
        }

        _ = _machine.MmapHugePool(BytesMax << 1, NoAccess);
        _ = _machine.MmapHugePool(BytesMax, NoAccess);
    }

    // The second half of the last pair that was mapped for alignment, if it has not been taken since.
    private ulong TakeAlignedArea()
    {
        if (_alignedArea == 0)
        {
            return 0;
        }

        ulong address = _machine.Mmap(_alignedArea, BytesMax, NoAccess);
        _alignedArea = 0;
        if (address != 0 && (address & (BytesMax - 1)) != 0)
        {
            _machine.Munmap(address, BytesMax);
            return 0;
        }

        return address;
    }

    private ulong MapAligned()
    {
        ulong pair = _machine.Mmap(0, BytesMax << 1, NoAccess);
        if (pair == 0)
        {
            return MapByChance();
        }

        ulong address = Chunk.AlignUp(pair, BytesMax);
        ulong before = address - pair;
        if (before != 0)
        {
            _machine.Munmap(pair, before);
        }
        else
        {
            _alignedArea = address + BytesMax;
        }

        _machine.Munmap(address + BytesMax, BytesMax - before);
        return address;
    }

    private ulong MapByChance()
    {
        ulong address = _machine.Mmap(0, BytesMax, NoAccess);
        if (address != 0 && (address & (BytesMax - 1)) != 0)
        {
            _machine.Munmap(address, BytesMax);
            return 0;
        }

        return address;
    }

    private SubHeap Open(ulong address, ulong size)
    {
        _machine.Mprotect(address, size, ReadWrite);
        _mapped.AdviseHuge(address, size);
        _machine.Touch(address, SubHeap.WrittenBytes);
        SubHeap heap = _spare.TryPop(out SubHeap? spare) ? spare : new SubHeap();
        heap.Base = address;
        heap.Size = size;
        heap.OpenedBytes = size;
        _byPlace[(int)((address >> _placeShift) - _firstPlace)] = heap;
        return heap;
    }
}
