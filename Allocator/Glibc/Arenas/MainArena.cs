using AllocSim.Allocator.Common;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <summary>The arena that there is from the start: it grows by moving the program break, and by mappings where that is refused.</summary>
internal sealed class MainArena : Arena
{
    private const ulong MappedUnit = 1 << 20;
    private const int ReadWrite = 3;
    private const ulong Refused = ulong.MaxValue;

    private readonly ulong _pageBytes;
    private readonly List<ulong> _pieces = [];
    private ulong _knownBreak;
    private ulong _breakAtFirst;
    private bool _isContiguous = true;

    /// <summary>Makes the arena. Its record is data of the library; here it has a place below the program break.</summary>
    public MainArena(ChunkMemory memory, MallocParameters parameters, MappedChunks mapped)
        : base(memory, parameters, mapped, (memory.Machine.Options.BreakBase - (WordStore.RecordBytes / 2)) & ~(Chunk.Alignment - 1), flag: 0)
    {
        _pageBytes = (ulong)memory.Machine.PageSize;
        AttachedThreads = 1;
        Next = this;
    }

    /// <summary>Whether all its memory is one piece that ends at the break.</summary>
    public bool IsContiguous => _isContiguous;

    /// <summary>Where its memory began. (sbrk_base)</summary>
    public ulong FirstAddress => _breakAtFirst;

    /// <summary>Where each piece of its memory begins; of all but the last one the end is closed off by two chunks of 16 bytes.</summary>
    public IReadOnlyList<ulong> Pieces => _pieces;

    /// <inheritdoc/>
    public override ulong UsedFromTop() => TopSize; // As built for Linux, where memory from the break is always zero.

    /// <inheritdoc/>
    public override bool Trim(ulong pad) => DropFreePages() | TrimTop(pad);

    /// <inheritdoc/>
    protected override void TrimAfterFree()
    {
        if (TopSize >= Parameters.TrimThreshold)
        {
            _ = TrimTop(Parameters.TopPad);
        }
    }

    /// <inheritdoc/>
    protected override ulong GrowTop(ThreadCache? cache, ulong size, bool hasTriedMapping)
    {
        ulong oldTop = Top;
        ulong oldSize = TopSize;
        long bytes = BytesToAsk(size, oldSize);
        ulong end = 0;
        ulong start = bytes > 0 ? MoveBreak(bytes) : 0;
        if (start != 0)
        {
            Mapped.AdviseHuge(start, (ulong)bytes);
        }
        else
        {
            start = MapInstead(size, oldSize, ref bytes);
            end = start + (ulong)bytes;
        }

        if (start == 0)
        {
            return 0;
        }

        if (_breakAtFirst == 0)
        {
            _breakAtFirst = start;
        }

        SystemBytes += (ulong)bytes;
        if (start == oldTop + oldSize && end == 0)
        {
            Memory.Head(oldTop) = ((ulong)bytes + oldSize) | Chunk.PreviousInUse;
        }
        else
        {
            BeginElsewhere(cache, start, end, (ulong)bytes);
        }

        return 0;
    }

    private long BytesToAsk(ulong size, ulong oldSize)
    {
        ulong bytes = unchecked(size + Parameters.TopPad + Chunk.MinBytes);
        if (_isContiguous)
        {
            bytes = unchecked(bytes - oldSize);
        }

        ulong huge = Parameters.TransparentHugePageBytes;
        return huge != 0
            ? unchecked((long)(Chunk.AlignUp(_knownBreak + bytes, huge) - _knownBreak))
            : (long)Chunk.AlignUp(bytes, _pageBytes);
    }

    /// <summary>A piece for the top that is mapped because the break cannot move; from then on the arena is not contiguous.</summary>
    private ulong MapInstead(ulong size, ulong oldSize, ref long bytes)
    {
        ulong pool = Parameters.PoolPageBytes;
        if (pool > 0)
        {
            ulong asked = BytesToMap(size, oldSize, bytes, pool, pool);
            if (asked == 0)
            {
                return 0;
            }

            _ = Machine.MmapHugePool(asked, ReadWrite);
        }

        // The library means at least 1 MiB in whole pages, and says it the other way round.
        ulong wanted = BytesToMap(size, oldSize, bytes, _pageBytes, MappedUnit);
        ulong start = wanted == 0 ? 0 : Machine.Mmap(0, wanted, ReadWrite);
        if (start != 0)
        {
            Mapped.AdviseHuge(start, wanted);
            _isContiguous = false;
            bytes = (long)wanted;
        }

        return start;
    }

    private ulong BytesToMap(ulong size, ulong oldSize, long bytes, ulong bytesMin, ulong unit)
    {
        ulong wanted = (ulong)bytes;
        if (_isContiguous)
        {
            wanted = Chunk.AlignUp(unchecked(wanted + oldSize), unit);
        }

        wanted = Math.Max(wanted, bytesMin);
        return wanted <= size ? 0 : wanted;
    }

    /// <summary>The new piece does not continue the top: the top begins again in it, and what was the top is closed off and freed.</summary>
    private void BeginElsewhere(ThreadCache? cache, ulong start, ulong end, ulong bytes)
    {
        ulong oldTop = Top;
        ulong oldSize = TopSize;
        ulong more = 0;
        ulong aligned = start;
        if (_isContiguous)
        {
            if (oldSize != 0)
            {
                SystemBytes += start - (oldTop + oldSize);
            }

            more = (0 - (start + Chunk.HeaderBytes)) & (Chunk.Alignment - 1);
            aligned += more;
            more += oldSize;
            ulong unaligned = start + bytes + more;
            more += Chunk.AlignUp(unaligned, _pageBytes) - unaligned;
            end = MoveBreak((long)more);
            if (end == 0)
            {
                more = 0;
                end = MoveBreak(0);
            }
            else
            {
                Mapped.AdviseHuge(end, more);
            }
        }
        else if (end == 0)
        {
            end = MoveBreak(0);
        }

        if (end == 0)
        {
            return;
        }

        Top = aligned;
        _pieces.Add(aligned);
        Memory.SetFreshHead(aligned, (end - aligned + more) | Chunk.PreviousInUse);
        SystemBytes += more;
        if (oldSize != 0)
        {
            CloseOff(cache, oldTop, oldSize);
        }
    }

    private void CloseOff(ThreadCache? cache, ulong oldTop, ulong oldSize)
    {
        oldSize = (oldSize - (2 * Chunk.HeaderBytes)) & ~(Chunk.Alignment - 1);
        Memory.Head(oldTop) = oldSize | Chunk.PreviousInUse;
        Memory.SetFreshHead(oldTop + oldSize, Chunk.HeaderBytes | Chunk.PreviousInUse);
        Memory.SetFreshHead(oldTop + oldSize + Chunk.HeaderBytes, Chunk.HeaderBytes | Chunk.PreviousInUse);
        if (oldSize >= Chunk.MinBytes)
        {
            InUseBytes += oldSize;
            Free(cache, oldTop);
        }
    }

    /// <summary>Lowers the break by what the top has beyond a pad. (systrim)</summary>
    private bool TrimTop(ulong pad)
    {
        ulong topSize = TopSize;
        long area = (long)topSize - (long)Chunk.MinBytes - 1;
        if ((ulong)area <= pad)
        {
            return false;
        }

        ulong huge = Parameters.TransparentHugePageBytes;
        ulong extra = Chunk.AlignDown((ulong)area - pad, huge != 0 ? huge : _pageBytes);
        if (extra == 0)
        {
            return false;
        }

        ulong before = MoveBreak(0);
        if (before != Top + topSize)
        {
            return false;
        }

        _ = MoveBreak(-(long)extra);
        ulong released = before - MoveBreak(0);
        if (released == 0)
        {
            return false;
        }

        SystemBytes -= released;
        Machine.Touch(Top + 8, 8);
        Memory.Head(Top) = (topSize - released) | Chunk.PreviousInUse;
        return true;
    }

    /// <summary>sbrk, unless huge pages are wanted from the pool, which then serves everything.</summary>
    /// <returns>The break before the move; 0 when it cannot move.</returns>
    private ulong MoveBreak(long bytes)
    {
        if (Parameters.PoolPageBytes > 0)
        {
            return 0;
        }

        ulong before = Machine.Sbrk(bytes);
        _knownBreak = Machine.Addresses.Break;
        return before == Refused ? 0 : before;
    }
}
