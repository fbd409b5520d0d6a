using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Replay;

/// <summary>The simplest allocator there is: every object follows the one before, nothing is used again.</summary>
internal sealed class BumpHeap(SimMachine machine)
{
    private const ulong ChunkBytes = 1UL << 30;

    private ulong _next;
    private ulong _end;

    /// <summary>What the heap was asked, in order, as "thread call arguments"; null when nobody wants to know.</summary>
    public List<string>? Calls { get; set; }

    /// <summary>The size of each object that was ever made, by address; null when nobody asks for usable sizes.</summary>
    public Dictionary<ulong, ulong>? Sizes { get; init; }

    /// <summary>Where the next object comes to lie, at the earliest.</summary>
    public ulong Next => _next;

    /// <summary>Where the chunk ends.</summary>
    public ulong End => _end;

    /// <summary>Addresses are handed out from here again: the test double for long runs.</summary>
    public void Reset() => _next = _end - ChunkBytes;

    public ulong Allocate(ulong alignment, ulong bytes)
    {
        ulong address = (_next + alignment - 1) & ~(alignment - 1);
        if (address + bytes > _end || _end == 0)
        {
            if (bytes > ChunkBytes)
            {
                return 0;
            }

            address = machine.Mmap(0, ChunkBytes, 3);
            if (address == 0)
            {
                return 0;
            }

            _end = address + ChunkBytes;
        }

        _next = address + Math.Max(bytes, 1);
        if (Sizes is not null)
        {
            Sizes[address] = Math.Max(bytes, 1);
        }

        return address;
    }
}
