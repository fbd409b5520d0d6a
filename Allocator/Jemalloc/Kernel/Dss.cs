using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Kernel;

/// <summary>The data segment: pages obtained by moving the program break. Shared by all arenas.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/extent_dss.c`.</remarks>
internal sealed class Dss(SimMachine machine)
{
    private ulong _base;
    private ulong _max;
    private bool _exhausted;

    /// <summary>Notes where the break stands.</summary>
    public void Boot()
    {
        _base = machine.Sbrk(0);
        _exhausted = _base == ulong.MaxValue;
        _max = _base;
    }

    /// <summary>Whether an address lies in the part of the segment obtained here.</summary>
    public bool Contains(ulong address) => address >= _base && address < _max;

    /// <summary>Whether two neighbouring extents may be merged: both inside the segment or both outside.</summary>
    public bool CanMerge(ulong a, ulong b) => (a < _base && b < _base) || Contains(a) == Contains(b);

    /// <summary>Moves the break.</summary>
    /// <param name="at">Where the pages have to begin, or 0.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">At least a page.</param>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <param name="gapAddress">Whole pages skipped for the alignment: where they begin.</param>
    /// <param name="gapSize">Bytes in those pages.</param>
    /// <param name="gapDescribed">Whether it came far enough to know of a gap: the library then spends a serial number on it even if the break cannot move.</param>
    /// <returns>The address, or 0.</returns>
    public ulong TryExtend(ulong at, ulong size, ulong alignment, ulong pageSize, out ulong gapAddress, out ulong gapSize, out bool gapDescribed)
    {
        gapAddress = gapSize = 0;
        gapDescribed = false;
        if ((long)size < 0 || _exhausted)
        {
            return 0;
        }

        ulong current = machine.Sbrk(0);
        if (current == ulong.MaxValue)
        {
            return 0;
        }

        _max = current;
        if (at != 0 && current != at)
        {
            return 0;
        }

        gapAddress = (current + pageSize - 1) & ~(pageSize - 1);
        ulong address = (gapAddress + alignment - 1) & ~(alignment - 1);
        gapSize = address - gapAddress;
        gapDescribed = gapSize != 0;
        if (address < current || address + size < current)
        {
            return 0;
        }

        if (machine.Sbrk((long)(address - current + size)) == ulong.MaxValue)
        {
            _exhausted = true;
            return 0;
        }

        _max = address + size;
        return address;
    }
}
