using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Sources;

/// <summary>Memory from the system: from the break as long as that works, then by mmap; and back to it by madvise. (TCMalloc_SystemAlloc, TCMalloc_SystemRelease)</summary>
internal sealed class SystemMemory
{
    private const int ReadWrite = 3;
    private const int DontNeed = 4;
    private const ulong CacheLine = 64;

    private readonly SimMachine _machine;
    private readonly TcmallocFlags _flags;
    private readonly ulong _pageBytes;
    private bool _hasSbrkFailed;
    private bool _hasMmapFailed;

    /// <summary>Makes the sources.</summary>
    public SystemMemory(SimMachine machine, TcmallocFlags flags)
    {
        _machine = machine;
        _flags = flags;
        _pageBytes = (ulong)machine.PageSize;
    }

    /// <summary>Bytes ever taken, those for records included. (TCMalloc_SystemTaken)</summary>
    public ulong TakenBytes { get; private set; }

    /// <summary>Takes memory; that of the break may start beyond what was moved first, to be aligned.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="alignment">What its address is a multiple of; a power of two.</param>
    /// <param name="actualBytes">How much it is.</param>
    /// <returns>Its address, or 0.</returns>
    public ulong Allocate(ulong bytes, ulong alignment, out ulong actualBytes)
    {
        actualBytes = 0;
        if (unchecked(bytes + alignment) < bytes)
        {
            return 0;
        }

        ulong address = AllocateSomewhere(bytes, Math.Max(alignment, CacheLine), ref actualBytes);
        if (address != 0)
        {
            TakenBytes += actualBytes;
        }

        return address;
    }

    /// <summary>Gives the whole pages of the machine in a range back; they stay mapped.</summary>
    /// <returns>False: it did not, by an option or because there is no whole page.</returns>
    public bool Release(ulong address, ulong bytes)
    {
        if (_flags.KeepMemory)
        {
            return false;
        }

        ulong start = (address + _pageBytes - 1) & ~(_pageBytes - 1);
        ulong end = (address + bytes) & ~(_pageBytes - 1);
        return end > start && _machine.Madvise(start, end - start, DontNeed);
    }

    // A source that failed is not asked again until the other one has failed too. (DefaultSysAllocator::Alloc)
    private ulong AllocateSomewhere(ulong bytes, ulong alignment, ref ulong actualBytes)
    {
        if (!_hasSbrkFailed)
        {
            ulong address = FromBreak(bytes, alignment, ref actualBytes);
            if (address != 0)
            {
                return address;
            }

            _hasSbrkFailed = true;
        }

        if (!_hasMmapFailed)
        {
            ulong address = FromMapping(bytes, alignment, ref actualBytes);
            if (address != 0)
            {
                return address;
            }
        }

        _hasSbrkFailed = false;
        _hasMmapFailed = false;
        return 0;
    }

    // (SbrkSysAllocator::Alloc)
    private ulong FromBreak(ulong bytes, ulong alignment, ref ulong actualBytes)
    {
        if (_flags.SkipSbrk || unchecked((long)(bytes + alignment)) < 0)
        {
            return 0;
        }

        bytes = RoundUp(bytes, alignment);
        actualBytes = bytes;
        ulong start = _machine.Sbrk(0);
        if (unchecked(start + bytes) < bytes)
        {
            return 0;
        }

        start = _machine.Sbrk((long)bytes);
        if (start == ulong.MaxValue || (start & (alignment - 1)) == 0)
        {
            return start == ulong.MaxValue ? 0 : start;
        }

        // The break was not aligned: a little more makes room for that, where nobody else has moved it.
        ulong extra = alignment - (start & (alignment - 1));
        if (_machine.Sbrk((long)extra) == start + bytes)
        {
            return start + extra;
        }

        start = _machine.Sbrk((long)(bytes + alignment - 1));
        return start == ulong.MaxValue ? 0 : RoundUp(start, alignment);
    }

    // (MmapSysAllocator::Alloc)
    private ulong FromMapping(ulong bytes, ulong alignment, ref ulong actualBytes)
    {
        if (_flags.SkipMmap)
        {
            return 0;
        }

        alignment = Math.Max(alignment, _pageBytes);
        ulong rounded = unchecked(bytes + alignment - 1) / alignment * alignment;
        if (rounded < bytes)
        {
            return 0;
        }

        actualBytes = rounded;
        ulong extra = alignment - _pageBytes;
        ulong start = _machine.Mmap(0, unchecked(rounded + extra), ReadWrite);
        if (start == 0)
        {
            return 0;
        }

        ulong adjust = RoundUp(start, alignment) - start;
        if (adjust > 0)
        {
            _machine.Munmap(start, adjust);
        }

        if (adjust < extra)
        {
            _machine.Munmap(start + adjust + rounded, extra - adjust);
        }

        return start + adjust;
    }

    private static ulong RoundUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
