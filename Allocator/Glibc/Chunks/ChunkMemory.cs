using System.Runtime.CompilerServices;
using AllocSim.Allocator.Common;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Chunks;

/// <summary>The fields of chunks as they lie in simulated memory.</summary>
/// <remarks>
/// Methods whose name says Fresh also touch the page, as the one written may be its first, and know its words from then on; all others read and write where the library has written before, on a page that is resident already.
/// A chunk's size was written, so the page that it lies on is resident: what is written beside it on that page needs no look at the page layer.
/// </remarks>
internal sealed class ChunkMemory(SimMachine machine) : WordStore(machine.Options)
{
    private const ulong LinkBytes = 16;
    private const ulong PageBytes = 4096; // Of the smallest page.

    /// <summary>The machine.</summary>
    public SimMachine Machine => machine;

    /// <summary>The words that every chunk has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ChunkHeader Header(ulong chunk) => ref Known<ChunkHeader>(chunk);

    /// <summary>The words that link a free chunk, or begin and end a bin's list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ChunkLinks Links(ulong chunk) => ref Known<ChunkLinks>(chunk + Chunk.HeaderBytes);

    /// <summary>Size of the chunk before, if that is free; of a mapped chunk, its distance from the mapping's start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong PreviousSize(ulong chunk) => ref Known(chunk);

    /// <summary>Size with flags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Head(ulong chunk) => ref Known(chunk + 8);

    /// <summary>Size without flags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Size(ulong chunk) => Known(chunk + 8) & ~Chunk.Flags;

    /// <summary>Next in the list; of a bin, its first chunk. A fast bin's link is here, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Next(ulong chunk) => ref Known(chunk + 16);

    /// <summary>Previous in the list; of a bin, its last chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Previous(ulong chunk) => ref Known(chunk + 24);

    /// <summary>First chunk of the next smaller size in the bin; 0 for a chunk that is not the first of its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong NextSize(ulong chunk) => ref Known(chunk + 32);

    /// <summary>First chunk of the next larger size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong PreviousOfSize(ulong chunk) => ref Known(chunk + 40);

    /// <summary>Writes a size where no chunk began before.</summary>
    public void SetFreshHead(ulong chunk, ulong head)
    {
        TouchFresh(chunk + 8, 8);
        Head(chunk) = head;
    }

    /// <summary>Writes both words of a mapped chunk.</summary>
    public void SetFreshHeader(ulong chunk, ulong previousSize, ulong head)
    {
        TouchFresh(chunk, Chunk.HeaderBytes);
        Header(chunk) = new ChunkHeader { PreviousSize = previousSize, Head = head };
    }

    /// <summary>Makes a bin's list empty, for the first time; who the page of its record belongs to touches it.</summary>
    public void SetFreshBin(ulong bin)
    {
        At(bin + Chunk.HeaderBytes) = bin;
        Previous(bin) = bin;
    }

    /// <summary>The second word of a chunk's object is read.</summary>
    /// <param name="memory">The object.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadFirst(ulong memory)
    {
        if ((memory & (PageBytes - 1)) == 0)
        {
            machine.Read(memory + 8, 8);
        }
    }

    /// <summary>Writes the size of what remains of a chunk, or of the top, behind a new chunk that is cut from its beginning.</summary>
    /// <param name="chunk">Where both began.</param>
    /// <param name="rest">What remains.</param>
    /// <param name="head">Its size with flags.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetRestHead(ulong chunk, ulong rest, ulong head)
    {
        if (!AreOnOnePage(chunk + 8, rest + 8))
        {
            TouchFresh(rest + 8, 8);
        }

        Head(rest) = head;
    }

    /// <summary>The first words of a chunk's object are written.</summary>
    /// <param name="memory">The object.</param>
    /// <param name="bytes">How many bytes; 16 at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TouchFirst(ulong memory, ulong bytes)
    {
        // Its chunk's size lies before it, on the same page but where a page begins.
        if ((memory & (PageBytes - 1)) == 0)
        {
            TouchFresh(memory, bytes);
        }
    }

    /// <summary>Writes size and flags, keeping the flags that are there.</summary>
    public void SetSize(ulong chunk, ulong size)
    {
        ref ulong head = ref Known(chunk + 8);
        head = (head & Chunk.Flags) | size;
    }

    /// <summary>Writes the boundary tag of a free chunk, behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetFoot(ulong chunk, ulong size) => Known(chunk + size) = size;

    /// <summary>The chunk at an address is in use now, says the one behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MarkInUse(ulong chunk, ulong size) => Known(chunk + size + 8) |= Chunk.PreviousInUse;

    /// <summary>Whether the chunk with this size is in use, as the one behind it says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsInUse(ulong chunk, ulong size) => (Known(chunk + size + 8) & Chunk.PreviousInUse) != 0;

    /// <summary>Puts a chunk at the front of a bin's list; no size order. Its links may be the first write to their page.</summary>
    public void LinkFirst(ulong bin, ulong chunk, ulong size)
    {
        TouchLinks(chunk, size);
        ref ulong first = ref Next(bin);
        ulong next = first;
        first = chunk;
        ref ChunkLinks links = ref Links(chunk);
        links.Next = next;
        links.Previous = bin;
        Previous(next) = chunk;
        if (!Chunk.IsSmall(size))
        {
            NextSize(chunk) = 0;
            PreviousOfSize(chunk) = 0;
        }
    }


    /// <summary>Takes a chunk out of its list, and out of the order of sizes of its bin.</summary>
    public void Unlink(ulong chunk, ulong size)
    {
        ChunkLinks links = Links(chunk);
        ulong next = links.Next;
        Previous(next) = links.Previous;
        Next(links.Previous) = next;
        if (Chunk.IsSmall(size))
        {
            return;
        }

        ulong smaller = NextSize(chunk);
        if (smaller != 0)
        {
            UnlinkSize(chunk, next, smaller);
        }
    }

    // The links of a chunk are written, for the first time since it was free.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TouchLinks(ulong chunk, ulong size)
    {
        ulong bytes = Chunk.IsSmall(size) ? LinkBytes : 2 * LinkBytes;
        if (!AreOnOnePage(chunk + 8, chunk + Chunk.HeaderBytes + bytes - 1))
        {
            TouchFresh(chunk + Chunk.HeaderBytes, bytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TouchFresh(ulong address, ulong bytes)
    {
        machine.Touch(address, bytes);
        _ = At(address);
        _ = At(address + bytes - 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreOnOnePage(ulong one, ulong other) => (one ^ other) < PageBytes;

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
