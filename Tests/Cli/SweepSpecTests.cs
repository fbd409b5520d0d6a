using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class SweepSpecTests
{
    private static readonly string Trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [Test]
    public void AFile_AndTheCommandLine_MakeTheSamePoints()
    {
        using TemporaryDirectory directory = new();
        string spec = directory.Write("s.yaml", $"""
            trace: {Trace}
            conf: muzzy_decay_ms:0
            axes:
              dirty_decay_ms: [0, 1000]
              cpus: 4
              size_classes: [default, "fit:4", "lg_ngroup:3,lg_quantum:5"]
            """);
        byte[] typed = Points(directory, "typed", Trace, "--conf", "muzzy_decay_ms:0", "--vary", "dirty_decay_ms=0,1000", "--vary", "cpus=4", "--vary", "size_classes=default;fit:4;lg_ngroup:3,lg_quantum:5");
        Assert.That(Points(directory, "file", "--spec", spec), Is.EqualTo(typed));
        Assert.That(File.ReadAllLines(directory["file", "points.csv"]), Has.Length.EqualTo(7));
    }

    [Test]
    public void NewAxes_GiveTheSameTable_WithAnyNumberOfWorkersAndInShards()
    {
        using TemporaryDirectory directory = new();
        string spec = directory.Write("s.yaml", $$"""
            trace: {{Trace}}
            axes:
              lg_quantum: [4, 5]
              lg_ngroup: [1, 3]
              small_max: [4096, 8192]
              thp: [madvise, always]
            random: {count: 11, seed: 9}
            """);
        byte[] one = Points(directory, "one", "--spec", spec, "--jobs", "1");
        Assert.That(Points(directory, "three", "--spec", spec, "--jobs", "3"), Is.EqualTo(one));
        foreach (string shard in (string[])["1/2", "2/2"])
        {
            Assert.That(CommandRun.Of("sweep", "--spec", spec, "--out", directory["shards"], "--shard", shard).ExitCode, Is.Zero);
        }

        Assert.That(CommandRun.Of("sweep", "merge", directory["shards"], "--no-charts").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(directory["shards", "points.csv"]), Is.EqualTo(one));
    }

    [Test]
    public void RandomPoints_AreOfTheGrid_AndFollowTheSeed()
    {
        using TemporaryDirectory directory = new();
        string[] grid = [Trace, "--vary", "dirty_decay_ms=0,1,2,3,4", "--vary", "cpus=1,2,3,4"];
        Points(directory, "all", grid);
        Points(directory, "a", [.. grid, "--random", "7", "--seed", "5"]);
        Points(directory, "b", [.. grid, "--random", "7", "--seed", "6"]);
        Points(directory, "whole", [.. grid, "--random", "20", "--seed", "6"]);
        string[] all = WithoutNumbers(directory["all", "points.csv"]);
        string[] drawn = WithoutNumbers(directory["a", "points.csv"]);
        Assert.That(drawn, Has.Length.EqualTo(8).And.Unique.And.SubsetOf(all));
        Assert.That(WithoutNumbers(directory["b", "points.csv"]), Is.Not.EqualTo(drawn));
        Assert.That(WithoutNumbers(directory["whole", "points.csv"]), Is.EqualTo(all));
    }

    [Test]
    public void AList_RunsItsPoints_AndLeavesTheRestAtItsDefault()
    {
        using TemporaryDirectory directory = new();
        string spec = directory.Write("s.yaml", """
            points:
              - {dirty_decay_ms: 0}
              - {narenas: 1, dirty_decay_ms: 5}
              - size_classes:
                  lg_quantum: 4
                  list:
                    - 16:1
                    - 4096:1
            """);
        Points(directory, "o", Trace, "--spec", spec);
        string[] lines = File.ReadAllLines(directory["o", "points.csv"]);
        Assert.That(lines[0], Does.StartWith("point,dirty_decay_ms,narenas,size_classes,trace,"));
        Assert.That(lines[1..].Select(line => line.Split(",tiny,")[0]), Is.EqualTo((string[])["0,0,,", "1,5,1,", "2,,,\"lg_quantum:4,list:16:1|4096:1\""]));
    }

    [Test]
    public void EveryMistakeOfAFile_IsToldWithItsLine_AndNothingRuns()
    {
        using TemporaryDirectory directory = new();
        string spec = directory.Write("s.yaml", """
            axs: 3
            axes:
              dirty_decay_m: [0, 10]
              dirty_decay_ms: [0, abc, 0, 00]
              page_size: [4KiB, 5KiB]
              policy: [jemalloc-5.3, jemaloc]
              narenas: []
              size_classes:
                - default
                - fit: 20000
                - list:
                    - 16:1
                    - 8:1
                    - 40:1
                    - 5008:1
                    - x
            random: {cont: 3}
            """);
        CommandRun run = CommandRun.Of("sweep", Trace, "--spec", spec, "--out", directory["o"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        string[] said = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace($"allocsim: {spec}:", "", StringComparison.Ordinal))];
        string[] expected =
        [
            "1: axs is not a field here", "17: cont is not a field here; known are count, seed; did you mean count?", "17: count is missing",
            "3: option 'dirty_decay_m' is not known", "4: option dirty_decay_ms: 'abc' is not a valid value", "4: the value 0 of dirty_decay_ms is given twice", "4: the value 00 of dirty_decay_ms does the same as 0",
            "5: page_size 5KiB: expected 4KiB, 16KiB or 64KiB", "6: policy jemaloc: unknown policy", "7: narenas has no values",
            "10: size classes: fit '20000'", "16: 'x' is not a class", "13: the class of 8 B does not ascend", "14: a class of 40 B is not a multiple of the quantum", "15: a class of 5008 B is larger than its slab",
        ];
        Assert.That(said, Has.Length.EqualTo(expected.Length), run.Error);
        Assert.That(expected.Where(text => !said.Any(line => line.StartsWith(text, StringComparison.Ordinal))), Is.Empty, run.Error);
        Assert.That(Directory.Exists(directory["o"]), Is.False);
    }

    [TestCase("points: []", "1: there are no points")]
    [TestCase("axes: {}", "1: there are no axes")]
    [TestCase("conf: x", "1: expected either axes, for their grid, or points, for a list")]
    [TestCase("axes: {cpus: [1]}\nrandom: {count: 2}", "2 random points are more than the grid has, which is 1")]
    [TestCase("axes: {cpus: [1, 2]}\nrandom: {count: 0}", "2: '0' does not fit")]
    [TestCase("points:\n- {cpus: 2}\n- {dirty_decay_ms: 10000}", "3: the point (dirty_decay_ms 10000) does the same as (cpus 2)")]
    [TestCase("points:\n- {cpus: 2}\n- {}\n- {dirty_decay_ms: 10000}", "3: the point says nothing", "4: the point (dirty_decay_ms 10000) does the same as (cpus 2)")]
    [TestCase("points:\n- {}\n- {}", "2: the point says nothing", "3: the point says nothing")]
    [TestCase("conf: dirty_decay_m:0\naxes: {cpus: [1, 2]}", "s.yaml:1: option 'dirty_decay_m' is not known")]
    [TestCase("points:\n- {tcache: 3}", "2: option tcache: '3' is not a valid value")]
    [TestCase("axes: {cpus: [1]\n", "is not YAML")]
    [TestCase("axes: {lg_ngroup: 3, size_classes: \"lg_ngroup:4\"}", "lg_ngroup is given twice")]
    public void AWrongFile_IsExplained(string text, params string[] parts)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("sweep", Trace, "--spec", directory.Write("s.yaml", text + "\n"), "--out", directory["o"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        foreach (string part in parts)
        {
            Assert.That(run.Error, Does.Contain(part));
        }

        Assert.That(run.Error.Trim().Split('\n'), Has.Length.EqualTo(parts.Length));
    }

    [Test]
    public void TheExampleInTheDocuments_IsASweepThatRuns()
    {
        using TemporaryDirectory directory = new();
        string formats = Repository.Read("docs/formats.md");
        int at = formats.IndexOf("## Sweep files", StringComparison.Ordinal);
        string[] examples = [.. formats[at..].Split("```").Where((_, i) => i % 2 == 1).Take(2).Select(text => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..])];
        for (int i = 0; i < examples.Length; i++)
        {
            string spec = directory.Write($"s{i}.yaml", examples[i].Replace("sqlite.txt.gz", Trace, StringComparison.Ordinal));
            Points(directory, $"o{i}", Trace, "--spec", spec);
        }

        Assert.That(examples, Has.Length.EqualTo(2));
    }

    private static byte[] Points(TemporaryDirectory directory, string name, params string[] arguments)
    {
        CommandRun run = CommandRun.Of(["sweep", .. arguments, "--out", directory[name], "--no-charts"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return File.ReadAllBytes(directory[name, "points.csv"]);
    }

    private static string[] WithoutNumbers(string path) => [.. File.ReadAllLines(path).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..])];

    [Test]
    public void AListOfPoints_AndAxesBesideIt_AreToldApart()
    {
        using TemporaryDirectory directory = new();
        string spec = directory.Write("s.yaml", "points:\n  - {dirty_decay_ms: 0}\n  - {dirty_decay_ms: 0}\n");
        CommandRun run = CommandRun.Of("sweep", Trace, "--spec", spec, "--vary", "narenas=1,2", "--out", directory["out"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("lists its points: --vary and --random make points from axes").And.Contain("s.yaml:3: the point"));
    }
}
