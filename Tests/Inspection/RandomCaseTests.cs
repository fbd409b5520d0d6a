using AllocSim.Cli.Inspection;
using AllocSim.Cli.Inspection.Pictures;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Inspection;

/// <summary>Random cases of each policy, huge pages and the small extent cache among them: whatever is asked of a heap there is answered, and the same however one got there.</summary>
/// <remarks>Another range of seeds: <c>-- 'TestRunParameters.Parameter(name="firstSeed", value="1000")'</c>, and <c>seeds</c> for how many.</remarks>
[TestFixture]
[Category("Slow")]
internal sealed class RandomCaseTests
{
    private static readonly ulong FirstSeed = TestContext.Parameters.Get("firstSeed", 1UL);
    private static readonly ulong Seeds = TestContext.Parameters.Get("seeds", 12UL);

    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    [TestCaseSource(nameof(Policies))]
    public void AStateThatWasSought_IsThatOfARunFromTheStart_AndCanBeDumpedAndDrawn(string name)
    {
        using TemporaryDirectory directory = new();
        Policy policy = PolicyRegistry.Standard.Find(name)!;
        int compared = 0;
        for (ulong seed = FirstSeed; seed < FirstSeed + Seeds; seed++)
        {
            // Policies without a real library draw none of their own; others' plain calls serve them as well.
            RandomCase drawn = policy.DrawCase(seed, 2000) ?? PolicyRegistry.Standard.Find("glibc")!.DrawCase(seed, 2000)! with { Conf = "" };
            File.WriteAllBytes(directory["case.txt"], drawn.TraceBytes());
            RunRequest request = ViewTests.Request(name, directory["case.txt"], drawn.Conf, drawn.Cpus);
            using OperationSpool spool = OperationSpool.Of(request.OpenTrace());
            using RunPool pool = new(request, spool);
            Random random = new((int)seed);
            for (int i = 0; i < 6; i++)
            {
                if (i == 3)
                {
                    pool.WaitUntilFull();
                }

                long index = random.NextInt64(spool.Count);
                using InspectedRun fresh = pool.NewRun();
                try
                {
                    fresh.Cursor.RunTo(index);
                }
                catch (TraceFormatException)
                {
                    continue; // Vam ends the program where there is no room.
                }

                Assert.That(Seen(pool.At(index)), Is.EqualTo(Seen(fresh)), $"seed {seed}, {drawn.Conf}, after operation {index}");
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThan(0));
    }

    // All that can be seen: views and pages, the records as a file, and a picture by each of its colours.
    private static string Seen(InspectedRun run)
    {
        using StringWriter text = new();
        text.Write(HeapDigest.Of(run));
        if (run.Session.Allocator is IRecordDumping dumping)
        {
            dumping.DumpRecords(text, run.Cursor.Index, 0);
        }

        foreach (string colours in MapPainter.WordsOf(run.Policy).Where(word => word != MapPainter.Full))
        {
            using MemoryStream picture = new();
            HeapFilm.WritePicture(picture, run, colours);
            text.Write(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.ToArray())));
        }

        return text.ToString();
    }
}
