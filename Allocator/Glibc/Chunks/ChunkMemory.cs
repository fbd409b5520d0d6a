using System.Runtime.CompilerServices;
using AllocSim.Allocator.Common;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Chunks;

/// <summary>The fields of chunks as they lie in simulated memory.</summary>
/// <remarks>
/// Methods whose name says Fresh also touch the page, as the one written may be its first; all others write where the library has written before, on a page that is resident already.
/// </remarks>
internal sealed class ChunkMemory(SimMachine machine)
{
    private const ulong LinkBytes = 16;
    private readonly WordStore _words = new(machine.Options);

    /// <summary>The machine.</summary>
    public SimMachine Machine => machine;

    /// <summary>Size of the chunk before, if that is free; of a mapped chunk, its distance from the mapping's start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong PreviousSize(ulong chunk) => ref _words.At(chunk);

    /// <summary>Size with flags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Head(ulong chunk) => ref _words.At(chunk + 8);

    /// <summary>Size without flags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Size(ulong chunk) => _words.At(chunk + 8) & ~Chunk.Flags;

    /// <summary>Next in the list; of a bin, its first chunk. A fast bin's link is here, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Next(ulong chunk) => ref _words.At(chunk + 16);

    /// <summary>Previous in the list; of a bin, its last chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Previous(ulong chunk) => ref _words.At(chunk + 24);

    /// <summary>First chunk of the next smaller size in the bin; 0 for a chunk that is not the first of its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong NextSize(ulong chunk) => ref _words.At(chunk + 32);

    /// <summary>First chunk of the next larger size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong PreviousOfSize(ulong chunk) => ref _words.At(chunk + 40);

    /// <summary>Writes a size where no chunk began before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetFreshHead(ulong chunk, ulong head)
    {
        machine.Touch(chunk + 8, 8);
        _words.At(chunk + 8) = head;
    }

    /// <summary>Writes size and flags, keeping the flags that are there.</summary>
    public void SetSize(ulong chunk, ulong size)
    {
        ref ulong head = ref _words.At(chunk + 8);
        head = (head & Chunk.Flags) | size;
    }

    /// <summary>Writes the boundary tag of a free chunk, behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetFoot(ulong chunk, ulong size) => _words.At(chunk + size) = size;

    /// <summary>The chunk at an address is in use now, says the one behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkInUse(ulong chunk, ulong size) => _words.At(chunk + size + 8) |= Chunk.PreviousInUse;

    /// <summary>Whether the chunk with this size is in use, as the one behind it says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsInUse(ulong chunk, ulong size) => (_words.At(chunk + size + 8) & Chunk.PreviousInUse) != 0;

    /// <summary>Puts a chunk at the front of a bin's list; no size order. Its links may be the first write to their page.</summary>
    public void LinkFirst(ulong bin, ulong chunk, ulong size)
    {
        ulong next = Next(bin);
        TouchLinks(chunk, size);
        Previous(chunk) = bin;
        Next(chunk) = next;
        Next(bin) = chunk;
        Previous(next) = chunk;
        if (!Chunk.IsSmall(size))
        {
            NextSize(chunk) = 0;
            PreviousOfSize(chunk) = 0;
        }
    }

    /// <summary>The links of a chunk are written for the first time since it was free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TouchLinks(ulong chunk, ulong size)
        => machine.Touch(chunk + Chunk.HeaderBytes, Chunk.IsSmall(size) ? LinkBytes : 2 * LinkBytes);

    /// <summary>Takes a chunk out of its list, and out of the order of sizes of its bin.</summary>
    public void Unlink(ulong chunk)
    {
        ulong next = Next(chunk);
        ulong previous = Previous(chunk);
        Previous(next) = previous;
        Next(previous) = next;
        if (Chunk.IsSmall(Head(chunk)))
        {
            return;
        }

        ulong smaller = NextSize(chunk);
        if (smaller != 0)
        {
            UnlinkSize(chunk, next, smaller);
        }
    }

    /// <summary>What a range holds is gone.</summary>
    public void Forget(ulong address, ulong bytes) => _words.Forget(address, bytes);

    private void UnlinkSize(ulong chunk, ulong next, ulong smaller)
    {
        ulong larger = PreviousOfSize(chunk);
        if (NextSize(next) != 0)
        {
            PreviousOfSize(smaller) = larger;
            NextSize(larger) = smaller;
        }
        else if (smaller == chunk)
        {
            NextSize(next) = next;
            PreviousOfSize(next) = next;
        }
        else
        {
            NextSize(next) = smaller;
            PreviousOfSize(next) = larger;
            PreviousOfSize(smaller) = next;
            NextSize(larger) = next;
        }
    }
}
