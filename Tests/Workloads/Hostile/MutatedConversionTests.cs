using AllocSim.Tests.Cli;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Tests.Workloads.Hostile;

/// <summary>What <c>trace convert</c> makes of damaged files is whole or is not there.</summary>
[TestFixture]
internal sealed class MutatedConversionTests
{
    private static readonly byte[][] Samples = [.. Directory.GetFiles(ImporterTests.Samples).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static IEnumerable<string> Formats => ForeignFormats.Names;

    [TestCaseSource(nameof(Formats))]
    public void ADamagedFile_IsConvertedWhole_OrNotAtAll(string format) => Try(format, 12);

    [TestCaseSource(nameof(Formats))]
    [Category("Slow")]
    public void AThousandDamagedFiles_AreConvertedWhole_OrNotAtAll(string format) => Try(format, 1000);

    private static void Try(string format, int count)
    {
        byte[][] seeds = [.. Samples.Where(sample => FormatOf(sample) == format)];
        Mutator mutator = new((ulong)format.Length * 104_729 + format[^1], Samples);
        using TemporaryDirectory directory = new();
        for (int i = 0; i < count; i++)
        {
            File.WriteAllBytes(directory["in"], mutator.Mutate(seeds[i % seeds.Length]));
            string output = directory[i % 2 == 0 ? "out.atrace" : "out.txt"];
            string[] lenient = i % 3 == 0 ? ["--lenient"] : [];
            CommandRun run = CommandRun.Of(["trace", "convert", directory["in"], output, .. lenient]);
            Assert.That(run.ExitCode, Is.Zero.Or.EqualTo(1), run.Error);
            Assert.That(run.Error, Does.Not.Contain("   at "));
            Assert.That(File.Exists(output), Is.EqualTo(run.ExitCode == 0), run.Error);
            if (run.ExitCode == 0)
            {
                using (IOriginTrace whole = TraceFile.Open(output))
                {
                    Assert.That(() => CheckedTrace.Check(whole), Throws.Nothing);
                }

                File.Delete(output);
            }

            Assert.That(directory.Files(), Is.EqualTo(new[] { "in" }), "nothing else is left");
        }
    }

    private static string FormatOf(byte[] sample)
    {
        using IOriginTrace source = TraceFile.Open(new MemoryStream(sample), "t", TraceReadOptions.Repairing);
        return source.Origin.Source;
    }
}
