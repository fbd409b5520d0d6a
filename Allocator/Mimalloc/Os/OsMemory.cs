using AllocSim.Allocator.Mimalloc.Hints;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Stats;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc.Os;

/// <summary>Memory from the system: mapped, unmapped, given access, given up. All of it is counted in the process's own counters, whoever asks.</summary>
/// <remarks>mimalloc 2.0.9, `src/os.c`.</remarks>
internal sealed class OsMemory(SimMachine machine, MimallocOptions options, MimallocStats stats)
{
    private const int ReadWrite = 3;
    private const int AdviceDontNeed = 4;
    private const int AdviceFree = 8;
    private const int AdviceHugePage = 14;
    private const ulong HugePageBytes = 2 * Layout.MiB;
    private const int RefusalsToSkip = 8;

    private readonly AlignedHint _hint = new();
    private readonly ulong _pageBytes = (ulong)machine.PageSize;
    private int _hugeTriesToSkip;

    /// <summary>The machine below.</summary>
    public SimMachine Machine { get; } = machine;

    /// <summary>Milliseconds on the machine's clock.</summary>
    public long NowMs => Machine.NowNs / 1_000_000;

    /// <summary>Bytes given up so far.</summary>
    public ulong PurgedBytes { get; private set; }

    /// <summary>What a request of the system is rounded up to.</summary>
    public ulong GoodSize(ulong bytes)
    {
        ulong unit = bytes switch
        {
            < 512 * Layout.KiB => _pageBytes,
            < 2 * Layout.MiB => 64 * Layout.KiB,
            < 8 * Layout.MiB => 256 * Layout.KiB,
            < 32 * Layout.MiB => Layout.MiB,
            _ => 4 * Layout.MiB,
        };
        return bytes >= ulong.MaxValue - unit ? bytes : Layout.Up(bytes, unit);
    }

    /// <summary>Maps memory with access, anywhere.</summary>
    /// <returns>0 for none to be had.</returns>
    public ulong Alloc(ulong bytes, ThreadHeap heap) => MapOnce(GoodSize(bytes), 1, isCommitted: true, mayBeHuge: false, heap, out _);

    /// <summary>Unmaps memory that one of the others mapped.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="bytes">The length that was asked for.</param>
    /// <param name="wasCommitted">Whether its access was counted and not yet taken off.</param>
    public void Free(ulong address, ulong bytes, bool wasCommitted) => Unmap(address, GoodSize(bytes), wasCommitted);

    /// <summary>Maps memory on a boundary.</summary>
    /// <param name="bytes">Length.</param>
    /// <param name="alignment">The boundary, a power of two.</param>
    /// <param name="isCommitted">Whether with access.</param>
    /// <param name="isHuge">Whether it may lie in huge pages; afterwards, whether it does.</param>
    /// <param name="heap">The heap of the thread that asks.</param>
    public ulong AllocAligned(ulong bytes, ulong alignment, bool isCommitted, ref bool isHuge, ThreadHeap heap)
    {
        bool mayBeHuge = isHuge && isCommitted;
        bytes = Layout.Up(GoodSize(bytes), _pageBytes);
        alignment = Layout.Up(alignment, _pageBytes);
        ulong address = MapOnce(bytes, alignment, isCommitted, mayBeHuge, heap, out isHuge);
        if (address == 0 || address % alignment == 0)
        {
            return address;
        }

        Unmap(address, bytes, isCommitted);
        return bytes >= ulong.MaxValue - alignment ? 0 : MapAround(bytes, alignment, isCommitted, heap, out isHuge);
    }

    /// <summary>Maps memory of which the byte at an offset lies on a boundary.</summary>
    public ulong AllocAlignedOffset(ulong bytes, ulong alignment, ulong offset, bool isCommitted, ref bool isHuge, ThreadHeap heap)
    {
        if (offset > Layout.SegmentBytes)
        {
            return 0;
        }

        ulong extra = ExtraFor(alignment, offset);
        ulong start = AllocAligned(bytes + extra, alignment, isCommitted, ref isHuge, heap);
        if (start == 0)
        {
            return 0;
        }

        if (isCommitted && extra > _pageBytes)
        {
            Decommit(start, extra);
        }

        return start + extra;
    }

    /// <summary>Unmaps what <see cref="AllocAlignedOffset"/> mapped.</summary>
    public void FreeAligned(ulong address, ulong bytes, ulong alignment, ulong offset, bool wasCommitted)
    {
        ulong extra = ExtraFor(alignment, offset);
        Free(address - extra, bytes + extra, wasCommitted);
    }

    /// <summary>Gives access, to whole pages outwards.</summary>
    public void Commit(ulong address, ulong bytes)
    {
        ulong start = Layout.Down(address, _pageBytes);
        stats.Committed.Increase(bytes);
        stats.CommitCalls++;
        Machine.Mprotect(start, Layout.Up(address + bytes, _pageBytes) - start, ReadWrite);
    }

    /// <summary>Gives memory up, in whole pages inwards. Access to it stays.</summary>
    public void Decommit(ulong address, ulong bytes)
    {
        if (Inwards(address, bytes, out ulong start, out ulong length))
        {
            stats.Committed.Decrease(bytes);
            PurgedBytes += length;
            Machine.Madvise(start, length, AdviceDontNeed);
        }
    }

    /// <summary>Gives memory up lazily, in whole pages inwards.</summary>
    public void Reset(ulong address, ulong bytes)
    {
        if (Inwards(address, bytes, out ulong start, out ulong length))
        {
            stats.Reset.Increase(length);
            PurgedBytes += length;
            Machine.Madvise(start, length, AdviceFree);
        }
    }

    /// <summary>Asks the pool for a page of 1 GiB at a place of the caller's, then for as much in smaller huge pages. The pool is empty.</summary>
    public void TryGiantPage()
    {
        Machine.MmapHugePool(Layout.GiB, ReadWrite);
        Machine.MmapHugePool(Layout.GiB, ReadWrite);
    }

    private static ulong ExtraFor(ulong alignment, ulong offset) => Layout.Up(offset, alignment) - offset;

    private bool Inwards(ulong address, ulong bytes, out ulong start, out ulong length)
    {
        start = Layout.Up(address, _pageBytes);
        ulong end = Layout.Down(address + bytes, _pageBytes);
        length = end > start ? end - start : 0;
        return length > 0;
    }

    /// <summary>Maps more than needed and cuts it to its boundary.</summary>
    private ulong MapAround(ulong bytes, ulong alignment, bool isCommitted, ThreadHeap heap, out bool isHuge)
    {
        ulong all = bytes + alignment;
        ulong address = MapOnce(all, 1, isCommitted, mayBeHuge: false, heap, out isHuge);
        if (address == 0)
        {
            return 0;
        }

        ulong aligned = Layout.Up(address, alignment);
        ulong before = aligned - address;
        ulong behind = all - before - bytes;
        if (before > 0)
        {
            Unmap(address, before, isCommitted);
        }

        if (behind > 0)
        {
            Unmap(aligned + bytes, behind, isCommitted);
        }

        return aligned;
    }

    private ulong MapOnce(ulong bytes, ulong alignment, bool isCommitted, bool mayBeHuge, ThreadHeap heap, out bool isHuge)
    {
        bool wantsHuge = mayBeHuge && options.LargeOsPages != 0 && bytes % HugePageBytes == 0 && alignment % HugePageBytes == 0;
        if (wantsHuge)
        {
            TryHugePool(bytes, alignment, heap);
        }

        ulong hint = _hint.Take(alignment, bytes, heap);
        int protection = isCommitted ? ReadWrite : 0;
        ulong address = hint == 0 ? 0 : Machine.Mmap(hint, bytes, protection);
        address = address != 0 ? address : Machine.Mmap(0, bytes, protection);
        isHuge = wantsHuge && address != 0;
        if (isHuge)
        {
            Machine.Madvise(address, bytes, AdviceHugePage);
        }

        if (address != 0)
        {
            stats.Reserved.Increase(bytes);
            stats.Committed.Increase(isCommitted ? bytes : 0);
        }

        return address;
    }

    /// <summary>Tries the pool of huge pages, which refuses; after a refusal the next few mappings do not try.</summary>
    private void TryHugePool(ulong bytes, ulong alignment, ThreadHeap heap)
    {
        if (_hugeTriesToSkip > 0)
        {
            _hugeTriesToSkip--;
            return;
        }

        // Once for pages of 1 GiB or of 2 MiB, and once more: the library tells the two sizes apart by a bit that both have.
        AskHugePool(bytes, alignment, heap);
        AskHugePool(bytes, alignment, heap);
        _hugeTriesToSkip = RefusalsToSkip;
    }

    /// <summary>Asks once at a hint, where there is one, and once anywhere.</summary>
    private void AskHugePool(ulong bytes, ulong alignment, ThreadHeap heap)
    {
        if (_hint.Take(alignment, bytes, heap) != 0)
        {
            Machine.MmapHugePool(bytes, ReadWrite);
        }

        Machine.MmapHugePool(bytes, ReadWrite);
    }

    private void Unmap(ulong address, ulong bytes, bool wasCommitted)
    {
        Machine.Munmap(address, bytes);
        stats.Committed.Decrease(wasCommitted ? bytes : 0);
        stats.Reserved.Decrease(bytes);
    }
}
