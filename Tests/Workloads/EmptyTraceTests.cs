using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Workloads;

/// <summary>A trace without operations stays one in every format that is written.</summary>
[TestFixture]
internal sealed class EmptyTraceTests
{
    [TestCase("again.atrace")]
    [TestCase("again.txt")]
    [TestCase("again.txt.gz")]
    [TestCase("again.csv")]
    public void AConvertedTraceWithoutOperations_ReadsBackAsOne(string name)
    {
        using TemporaryDirectory directory = new();
        directory.Write("empty.txt", "# nothing was recorded\n");
        Convert("empty.txt", "first.atrace");
        Convert("first.atrace", name);
        Convert(name, "last.txt");
        CommandRun info = CommandRun.Of("trace", "info", directory["last.txt"]);
        Assert.That((info.ExitCode, info.Error), Is.EqualTo((0, "allocsim: the trace has no operations\n")));
        Assert.That(CommandRun.Of("trace", "check", directory[name]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(directory["last.txt"]), Is.Not.Empty);

        void Convert(string from, string to)
        {
            CommandRun run = CommandRun.Of("trace", "convert", directory[from], directory[to]);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
        }
    }
}
