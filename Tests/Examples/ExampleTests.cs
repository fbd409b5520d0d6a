using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Examples;

/// <summary>
/// Every folder of examples/ is run as its text says. The figures are exact. With ALLOCSIM_UPDATE_EXAMPLES=1 the files in expected/ (their first lines name the columns)
/// and the tables of the texts are written anew.
/// </summary>
[TestFixture]
[Category("Once")]
[Parallelizable(ParallelScope.All)]
internal sealed class ExampleTests
{
    private static bool IsUpdate => Environment.GetEnvironmentVariable("ALLOCSIM_UPDATE_EXAMPLES") == "1";

    [TestCaseSource(typeof(Example), nameof(Example.All))]
    public void AnExample_GivesTheFiguresOfItsAnswer(Example example)
    {
        Assert.That(example.Commands, Is.Not.Empty, "commands");
        Assert.That(example.ExpectedFiles, Is.Not.Empty, "figures");
        using TemporaryDirectory outputs = new();
        foreach (ExampleCommand command in example.Commands)
        {
            CommandRun run = CommandRun.Of([.. command.WordsFor(outputs.Path), .. DrawsCharts(command) ? ["--no-charts"] : Array.Empty<string>()]);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
        }

        Assert.Multiple(() =>
        {
            foreach (string file in example.ExpectedFiles)
            {
                Compare(example, file, outputs[example.Name, file]);
            }
        });
    }

    [TestCaseSource(typeof(Example), nameof(Example.All))]
    public void AnExample_IsListed_AndWritesBelowItsOwnFolder(Example example)
    {
        Assert.That(Repository.Read("examples/README.md"), Does.Contain($"({example.Name}/README.md)"));
        foreach (ExampleCommand command in example.Commands)
        {
            Assert.That(Path.Combine(Repository.Root, command.Trace), Does.Exist);
            string[] outputs = [.. command.Words.Where(word => word.StartsWith("out/", StringComparison.Ordinal)).Select(word => string.Join('/', word.Split('/').Take(2))).Distinct()];
            Assert.That(outputs, Is.EqualTo(new[] { "out/" + example.Name }));
        }
    }

    private static bool DrawsCharts(ExampleCommand command) => CommandRun.Of(command.Verb, "--help").Output.Contains("--no-charts", StringComparison.Ordinal);

    private static void Compare(Example example, string file, string written)
    {
        string kept = Path.Combine(example.ExpectedFolder, file);
        if (!file.EndsWith(".csv", StringComparison.Ordinal))
        {
            if (IsUpdate)
            {
                File.Copy(written, kept, overwrite: true);
            }

            Assert.That(File.ReadAllText(written).Split('\n'), Is.EqualTo(File.ReadAllText(kept).Split('\n')), file);
            return;
        }

        FigureTable figures = FigureTable.Read(written).Pick(FigureTable.Read(kept).Columns);
        if (IsUpdate)
        {
            File.WriteAllText(kept, figures.ToCsv());
            example.ShowTable(file, figures.ToMarkdown());
        }

        Assert.That(figures.ToCsv().Split('\n'), Is.EqualTo(File.ReadAllText(kept).Split('\n')), file);
        Assert.That(example.ShownTable(file), Is.EqualTo(figures.ToMarkdown()), $"README.md, figures of {file}");
    }
}
