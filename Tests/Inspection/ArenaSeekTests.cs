using AllocSim.Cli.Inspection;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Inspection;

/// <summary>Arenas that are made, filled, reset and destroyed: the records that a look finds when it starts from a snapshot are those of a replay from the start.</summary>
/// <remarks>2.1 has no such controls: there threads change arenas and flush their caches.</remarks>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class ArenaSeekTests
{
    private const int Operations = 3000;
    private const int NoCache = 0x100;

    [TestCase("jemalloc-5.3.1", 9)]
    [TestCase("jemalloc-5.3", 9)]
    [TestCase("jemalloc-5.2", 9)]
    [TestCase("jemalloc-5.1", 8)]
    [TestCase("jemalloc-2.1", -1)]
    public void AStateThatWasSought_IsThatOfARunFromTheStart(string policy, int firstArena)
    {
        using TemporaryDirectory directory = new();
        for (int seed = 0; seed < 3; seed++)
        {
            string[] lines = [.. Write(new Random(seed), firstArena)];
            Assert.That(lines.Count(line => line.EndsWith("reset", StringComparison.Ordinal)), firstArena < 0 ? Is.Zero : Is.GreaterThan(5));
            Assert.That(lines.Count(line => line.EndsWith("destroy", StringComparison.Ordinal)), firstArena < 0 ? Is.Zero : Is.GreaterThan(2));
            File.WriteAllLines(directory["trace.txt"], lines);
            RunRequest request = ViewTests.Request(policy, directory["trace.txt"]);
            using OperationSpool spool = OperationSpool.Of(request.OpenTrace());
            using RunPool pool = new(request, spool);
            using InspectedRun fresh = pool.NewRun();
            Random random = new(seed);
            long[] moments = [.. Enumerable.Range(0, 10).Select(_ => random.NextInt64(spool.Count)).Order()];
            string[] expected = [.. moments.Select(moment => Seen(fresh, moment))];
            foreach (int i in Enumerable.Range(0, moments.Length).OrderBy(_ => random.Next()))
            {
                pool.WaitUntilFull();
                Assert.That(Seen(pool.At(moments[i]), moments[i]), Is.EqualTo(expected[i]), $"seed {seed}, after operation {moments[i]}");
            }
        }
    }

    private static string Seen(InspectedRun run, long moment)
    {
        run.Cursor.RunTo(moment);
        using StringWriter text = new();
        text.Write(HeapDigest.Of(run));
        (run.Session.Allocator as IRecordDumping)?.DumpRecords(text, moment, 0);
        return text.ToString();
    }

    // Caches are flushed before an arena ends, as the library asks.
    private static IEnumerable<string> Write(Random random, int firstArena)
    {
        List<int> arenas = [];
        Stack<int> free = new();
        List<(int Object, int Arena, int Flags)> live = [];
        int next = firstArena;
        for (int i = 0; i < Operations; i++)
        {
            string head = $"{i * 1_000_000L} {random.Next(3)} ";
            int arena = arenas.Count == 0 ? 0 : arenas[random.Next(arenas.Count)];
            switch (random.Next(60))
            {
                case 0 when firstArena < 0:
                    yield return head + $"ctl u32 thread.arena {random.Next(4)}";
                    break;
                case 0 or 1 when firstArena >= 0 && arenas.Count < 4:
                    yield return head + "ctl u32 arenas.create";
                    arenas.Add(free.TryPop(out int again) ? again : next++);
                    break;
                case 2 when firstArena < 0 || arenas.Count > 0:
                    for (int thread = 0; thread < 3; thread++)
                    {
                        yield return $"{i * 1_000_000L} {thread} ctl void thread.tcache.flush";
                    }

                    if (firstArena < 0)
                    {
                        break;
                    }

                    bool isEnd = random.Next(3) == 0;
                    yield return head + $"ctl void arena.{arena}.{(isEnd ? "destroy" : "reset")}";
                    live.RemoveAll(each => each.Arena == arena);
                    if (isEnd)
                    {
                        arenas.Remove(arena);
                        free.Push(arena);
                    }

                    break;
                case < 25 when live.Count > 0:
                    int place = random.Next(live.Count);
                    yield return head + (live[place].Flags == 0 ? $"free {live[place].Object}" : $"dallocx {live[place].Object} {NoCache}");
                    live.RemoveAt(place);
                    break;
                default:
                    int size = random.Next(5) == 0 ? random.Next(1, 200_000) : random.Next(1, 600);
                    int flags = arena > 0 && random.Next(2) == 0 ? NoCache : 0;
                    yield return head + (arena == 0 ? $"malloc {i} {size}" : $"mallocx {i} {size} {((arena + 1) << 20) | flags}");
                    live.Add((i, arena, flags));
                    break;
            }
        }
    }
}
