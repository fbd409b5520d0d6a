using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Caches;

/// <summary>Objects of an arena that was reset or destroyed, which a cache still holds: no program may give them back, and the real library mostly ends there.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class StaleCacheTests
{
    private static readonly string[] Versions = ["jemalloc-5.3.1", "jemalloc-5.3", "jemalloc-5.2", "jemalloc-5.1"];

    [TestCaseSource(nameof(Traces))]
    public void GivingThemBack_IsOneLine(string policy, string trace)
    {
        CommandRun run = Replay(policy, trace);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
            Assert.That(run.Error.TrimEnd(), Does.Match(@"^allocsim: operation \d+ frees or resizes 0x[0-9a-f]+, where no object of its size is in use: .*Flush caches before.*$"));
        });
    }

    [TestCase("dallocx 1 0")]
    [TestCase("sdallocx 1 8 256")]
    [TestCase("rallocx 2 1 100 0")]
    [TestCase("xallocx 1 100 0 0")]
    public void ANullPointer_IsRefusedByCallsThatMayNotHaveOne(string call)
    {
        foreach (string policy in Versions)
        {
            CommandRun run = Replay(policy, $"0 0 malloc 0 10\n1 0 realloc 1 0 0\n2 0 {call}\n");
            Assert.That((run.ExitCode, run.Error.TrimEnd()), Is.EqualTo((1, $"allocsim: operation 2: {call.Split(' ')[0]} of a null pointer ends a real program: the call that was to make the object had no memory, or was a realloc to 0 bytes; free takes null pointers")));
        }
    }

    [TestCaseSource(nameof(Versions))]
    public void HandingThemOutAgain_IsWhatTheLibraryDoes(string policy)
    {
        using TemporaryDirectory directory = new();
        int arena = First(policy);
        File.WriteAllText(directory["t.txt"], $"0 0 ctl u32 arenas.create\n1 0 mallocx 0 100 {(arena + 1) << 20}\n2 0 ctl void arena.{arena}.reset\n3 0 malloc 1 100\n4 0 malloc 2 100\n");
        CommandRun run = CommandRun.Of("replay", directory["t.txt"], "--policy", policy, "--cpus", "2", "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        ulong[] addresses = [.. File.ReadLines(directory["a.txt"]).Where(line => !line.Contains("ctl")).Select(line => Convert.ToUInt64(line.Split(' ')[1], 16))];
        Assert.That(addresses, Is.EqualTo(new[] { addresses[0], addresses[0] + 112, addresses[0] + 224 }));
    }

    [TestCaseSource(nameof(Versions))]
    public void WhateverAProgramDoesWithThem_IsAnsweredInOneLine(string policy)
    {
        int refused = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            CommandRun run = Replay(policy, Careless(new Random(seed), First(policy)));
            Assert.That(run.ExitCode, Is.Zero.Or.EqualTo(1), $"seed {seed}: {run.Error}");
            if (run.ExitCode == 1)
            {
                Assert.That(run.Error.TrimEnd(), Does.Match("^allocsim: operation [^\n]*$"), $"seed {seed}");
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(10));
    }

    private static IEnumerable<TestCaseData> Traces()
    {
        foreach (string policy in Versions)
        {
            int arena = First(policy);
            int flags = (arena + 1) << 20;
            string made = $"0 0 ctl u32 arenas.create\n1 0 mallocx 0 SIZE {flags}\n";
            yield return Case("first page", made.Replace("SIZE", "1000") + $"2 0 ctl void arena.{arena}.reset\n3 0 ctl void thread.tcache.flush\n");
            yield return Case("inner page", made.Replace("SIZE", "100") + $"2 0 ctl void arena.{arena}.reset\n3 0 ctl void thread.tcache.flush\n");
            yield return Case("large", made.Replace("SIZE", "20000") + $"2 0 dallocx 0 0\n3 0 ctl void arena.{arena}.reset\n4 0 ctl void thread.tcache.flush\n");
            yield return Case("destroyed", made.Replace("SIZE", "100") + $"2 0 ctl void arena.{arena}.destroy\n3 0 ctl void thread.tcache.flush\n");
            yield return Case("explicit cache", $"0 0 ctl u32 arenas.create\n1 0 ctl u32 tcache.create\n2 0 mallocx 0 100 {flags | 0x200}\n3 0 ctl void arena.{arena}.reset\n4 0 ctl u32 tcache.flush 0\n");
            yield return Case("past the cache", made.Replace("SIZE", "100") + $"2 0 ctl void arena.{arena}.reset\n3 0 malloc 1 100\n4 0 dallocx 1 256\n");
            yield return Case("a thread's end", $"0 0 ctl u32 arenas.create\n1 1 mallocx 0 100 {flags}\n2 0 ctl void arena.{arena}.reset\n3 1 exit\n");

            TestCaseData Case(string name, string trace) => new TestCaseData(policy, trace).SetArgDisplayNames(policy, name);
        }
    }

    // With two CPUs there are eight automatic arenas; the one for large objects came with 5.2.
    private static int First(string policy) => policy == "jemalloc-5.1" ? 8 : 9;

    // Arenas are reset and destroyed without a thought for caches.
    private static string Careless(Random random, int first)
    {
        List<string> lines = ["0 0 ctl u32 arenas.create", "0 0 ctl u32 arenas.create"];
        List<int> live = [];
        HashSet<int> destroyed = [];
        for (int i = 0; i < 300; i++)
        {
            int arena = first + random.Next(2);
            int thread = random.Next(2);
            string head = $"{i} {thread} ";
            switch (random.Next(8))
            {
                case 0 when i > 40 && destroyed.Count == 0 && random.Next(10) == 0:
                    destroyed.Add(arena);
                    lines.Add(head + $"ctl void arena.{arena}.destroy");
                    break;
                case 0 when i > 40 && random.Next(4) == 0 && !destroyed.Contains(arena):
                    lines.Add(head + $"ctl void arena.{arena}.reset");
                    break;
                case 1 when live.Count > 0:
                    lines.Add(head + $"realloc {i} {Taken()} {random.Next(40000)}");
                    live.Add(i);
                    break;
                case 2 or 3 when live.Count > 0:
                    lines.Add(head + (random.Next(2) == 0 ? $"free {Taken()}" : $"dallocx {Taken()} {random.Next(2) * 256}"));
                    break;
                default:
                    int size = random.Next(4) == 0 ? random.Next(14000, 60000) : random.Next(1, 300);
                    lines.Add(head + (destroyed.Contains(arena) || random.Next(3) == 0 ? $"malloc {i} {size}" : $"mallocx {i} {size} {(arena + 1) << 20}"));
                    live.Add(i);
                    break;
            }
        }

        return string.Join('\n', lines) + "\n";

        int Taken()
        {
            int place = random.Next(live.Count);
            int taken = live[place];
            live.RemoveAt(place);
            return taken;
        }
    }

    private static CommandRun Replay(string policy, string trace)
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["trace.txt"], trace);
        return CommandRun.Of("replay", directory["trace.txt"], "--policy", policy, "--cpus", "2", "--lenient");
    }
}
