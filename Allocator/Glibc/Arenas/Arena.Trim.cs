using AllocSim.Allocator.Glibc.Chunks;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <content>What malloc_trim does to every arena. (mtrim)</content>
internal abstract partial class Arena
{
    private const ulong FreeHeaderBytes = 48;

    /// <summary>Merges the chunks of the fast bins and drops the whole pages inside free chunks.</summary>
    /// <returns>Whether there were any.</returns>
    protected bool DropFreePages()
    {
        const int DontNeed = 4;
        Consolidate();
        ulong page = (ulong)Machine.PageSize;
        int least = Chunk.BinOf(page);
        bool isAny = false;
        for (int index = 1; index < Chunk.BinCount; index = index == 1 ? Math.Max(least, 2) : index + 1)
        {
            ulong bin = BinAt(index);
            for (ulong chunk = Memory.Previous(bin); chunk != bin; chunk = Memory.Previous(chunk))
            {
                ulong size = Memory.Size(chunk);
                ulong first = Chunk.AlignUp(chunk + FreeHeaderBytes, page);
                ulong before = first - chunk;
                if (size > page - 1 + FreeHeaderBytes && size - before > page - 1)
                {
                    _ = Machine.Madvise(first, Chunk.AlignDown(size - before, page), DontNeed);
                    isAny = true;
                }
            }
        }

        return isAny;
    }
}
