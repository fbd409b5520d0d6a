using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Runs;

namespace AllocSim.Tests.Classic;

/// <summary>The sets of runs answer as ordered trees do.</summary>
[TestFixture]
internal sealed class ClassicOrderTests
{
    private const int PagesMax = 5_000;

    [Test]
    public void FreeRuns_AreFoundByLengthAndThenByAddress([Range(1, 4)] int seed)
    {
        SeededDraws draws = new((ulong)seed);
        Chunk[] chunks = [.. Enumerable.Range(0, 4).Select(i => new Chunk(PagesMax) { Address = (ulong)(i ^ 2) << 30 })];
        SortedSet<(int Pages, ulong Address, int Page, int Chunk)> reference = [];
        AvailableRuns runs = new(PagesMax);
        for (int i = 0; i < 4_000; i++)
        {
            int chunk = draws.Below(4);
            int page = draws.Below(PagesMax);
            int pages = draws.Below(2) == 0 ? draws.From(1, 9) : draws.From(1, PagesMax);
            bool isKnown = reference.Any(r => r.Chunk == chunk && r.Page == page);
            if (draws.Below(2) == 0 && reference.Count > 0)
            {
                (int oldPages, _, int oldPage, int oldChunk) = reference.ElementAt(draws.Below(reference.Count));
                runs.Remove(new FreeRun(chunks[oldChunk], oldPage), oldPages);
                reference.RemoveWhere(r => r.Chunk == oldChunk && r.Page == oldPage);
            }
            else if (!isKnown)
            {
                runs.Insert(new FreeRun(chunks[chunk], page), pages);
                _ = reference.Add((pages, chunks[chunk].Address, page, chunk));
            }

            int wanted = draws.From(1, PagesMax);
            var expected = reference.FirstOrDefault(r => r.Pages >= wanted);
            bool isFound = runs.TryFind(wanted, out FreeRun found);
            Assert.That(isFound ? (found.Chunk.Address, found.Page) : default, Is.EqualTo((expected.Address, expected.Page)));
        }
    }

    [Test]
    public void RunsWithFreeRegions_AreFoundByAddress([Range(1, 3)] int seed)
    {
        SeededDraws draws = new((ulong)seed);
        ArenaParts parts = new(new(), new ClassicOptions());
        SortedDictionary<ulong, Run> reference = [];
        RunHeap heap = new();
        for (int i = 0; i < 5_000; i++)
        {
            ulong address = (1 + draws.Below(1_000UL)) << 12;
            if (reference.Remove(address, out Run? known))
            {
                heap.Remove(known);
            }
            else
            {
                Run run = new(parts.Geometry.Bins[3]);
                run.Begin(new Chunk(1), address, new Bin(run.Info, parts.NewMutex(""), new BinSums()));
                reference.Add(address, run);
                heap.Insert(run);
            }

            Assert.That(heap.First, Is.SameAs(reference.Values.FirstOrDefault()));
        }
    }
}
