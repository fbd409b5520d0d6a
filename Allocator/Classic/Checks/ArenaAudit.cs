using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Classic.Checks;

/// <summary>Checks an arena: its chunks' maps, its free runs, its list of dirty chunks, and all counts that follow from them.</summary>
internal sealed class ArenaAudit(ArenaParts parts, Arena arena, List<Chunk> chunks)
{
    /// <summary>Compares everything.</summary>
    public void Run()
    {
        ChunkAudit walk = new(parts, arena);
        chunks.ForEach(walk.Walk);
        Expect("active pages", arena.ActivePages, walk.ActivePages);
        Expect("dirty pages", arena.DirtyPages, chunks.Sum(c => c.DirtyPages));
        Expect("pages being purged", arena.PurgingPages, 0);
        Expect("mapped bytes", (long)arena.MappedBytes, (long)parts.Geometry.ChunkBytes * chunks.Count);
        Expect("large bytes", (long)arena.LargeBytes, walk.LargeRuns.Select((count, i) => count * (i + 1L)).Sum() << parts.Geometry.PageShift);
        Expect("clean free runs", Count(arena.Clean), walk.CleanRuns);
        Expect("dirty free runs", Count(arena.DirtyRuns), walk.DirtyRuns);
        for (int i = 0; i < walk.LargeRuns.Length; i++)
        {
            if (arena.LargeStats[i].Runs != (ulong)walk.LargeRuns[i])
            {
                Expect($"large runs of {i + 1} pages", (long)arena.LargeStats[i].Runs, walk.LargeRuns[i]);
            }
        }

        CheckDirtyList();
        new BinAudit(arena, walk.SmallRuns).Run();
    }

    private static long Count(AvailableRuns runs)
    {
        long count = 0;
        for (int pages = 0; pages < runs.LengthCount; pages++)
        {
            count += runs.OfLength(pages).Length;
        }

        return count;
    }

    private void CheckDirtyList()
    {
        HashSet<Chunk> listed = [];
        for (Chunk? chunk = arena.DirtyFirst; chunk is not null; chunk = chunk.DirtyAfter)
        {
            if (!chunk.IsDirtied || chunk.Arena != arena || !listed.Add(chunk) || (chunk.DirtyAfter is { } after && after.DirtyBefore != chunk))
            {
                throw new InvariantException($"arena {arena.Index}: the chunk at 0x{chunk.Address:x} is wrongly in the list of dirty chunks");
            }
        }

        if (chunks.Find(c => !listed.Contains(c) && (c.IsDirtied || c.DirtyPages > 0)) is { } missing)
        {
            throw new InvariantException($"arena {arena.Index}: the chunk at 0x{missing.Address:x} has {missing.DirtyPages} dirty pages and is not in the list of dirty chunks");
        }
    }

    private void Expect(string what, long said, long found)
    {
        if (said != found)
        {
            throw new InvariantException($"arena {arena.Index}: {what} are said to be {said}, but there are {found}");
        }
    }
}
