using System.Net;
using System.Text.Json;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli.Tuning;

/// <summary><c>allocsim tune</c> as a person types it.</summary>
[TestFixture]
internal sealed class TuneVerbTests
{
    private const int LinesMax = 20;
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private static readonly string[] Small = ["--options", "dirty_decay_ms,retain,muzzy_decay_ms", "--evaluations", "24", "--no-charts", "--limit", "page_faults<=+900%"];

    [Test]
    public void TheAnswer_IsAStringToPaste_WithWhatItGives_InAtMostTwentyLines()
    {
        using TemporaryDirectory directory = new();
        string trace = Churn(directory);
        CommandRun run = CommandRun.Of(["tune", trace, Tiny + ":0.5", .. Small, "--out", directory["o"]]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] lines = File.ReadAllLines(directory["o", "answer.txt"]);
        Assert.That(lines, Has.Length.LessThanOrEqualTo(LinesMax));
        Assert.That(lines[0], Does.Match(@"^Run with: MALLOC_CONF=\S*dirty_decay_ms:\d+\S*   \(jemalloc-5\.3\)$"));
        Assert.That(lines[1], Does.Match(@"^mean_resident_bytes changes by -\d"));
        Assert.That(lines, Has.Some.StartWith("churn: mean_resident_bytes").And.Some.StartWith("tiny: ").And.Some.StartWith("Without each option: dirty_decay_ms").And.Some.StartWith("Compared with the defaults elsewhere").And.Some.StartWith("It cannot know"));
        Assert.That(run.Output.TrimEnd('\n').Split('\n'), Is.EqualTo(lines));
        string[] points = File.ReadAllLines(directory["o", "points.csv"]);
        Assert.That(points[0], Does.StartWith("point,policy,retain,dirty_decay_ms,muzzy_decay_ms,trace,").And.EndWith("worst_peak_resident_bytes"));
        Assert.That(points.Length % 3, Is.EqualTo(1), "two traces and what they come to");
    }

    [Test]
    public void ThePage_HasTheAnswer_AndTheOptionsOfEverySetting_AndTheCommandSaysWhereItIs()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of(["tune", Churn(directory), .. Small, "--out", directory["o"]]);
        Assert.That(run.Error.TrimEnd('\n').Split('\n')[^1], Does.EndWith($"the page is {directory["o", "report.html"]}"));
        string page = File.ReadAllText(directory["o", "report.html"]);
        string[] answer = File.ReadAllLines(directory["o", "answer.txt"]);
        string conf = answer[0].Split(' ')[2]["MALLOC_CONF=".Length..];
        string[] points = File.ReadAllLines(directory["o", "points.csv"])[1..];
        foreach (string line in answer)
        {
            Assert.That(page, Does.Contain(WebUtility.HtmlEncode(line)));
        }

        string json = page[page.IndexOf("{\"answer\":", StringComparison.Ordinal)..];
        using JsonDocument data = JsonDocument.Parse(json[..json.IndexOf("</script>", StringComparison.Ordinal)]);
        JsonElement[] shown = [.. data.RootElement.GetProperty("points").EnumerateArray()];
        Assert.That(shown, Has.Length.EqualTo(points.Length), "every setting is a point");
        JsonElement chosen = shown.Single(point => point.GetProperty("n").GetInt32() == data.RootElement.GetProperty("answer").GetInt32());
        Assert.That(chosen.GetProperty("use").EnumerateArray().Select(line => line.GetString()), Has.Some.Contains($"--conf '{conf}'").And.Some.EqualTo($"MALLOC_CONF='{conf}' PROGRAM"));
        Assert.That(CommandRun.Of(["tune", Churn(directory), .. Small, "--no-page", "--out", directory["none"]]).Error, Does.Not.Contain("report.html"));
        Assert.That(File.Exists(directory["none", "report.html"]), Is.False);
    }

    [Test]
    public void WorkersAndInterruptions_ChangeNoByte()
    {
        using TemporaryDirectory directory = new();
        string trace = Churn(directory);
        Assert.That(CommandRun.Of(["tune", trace, .. Small, "--jobs", "1", "--out", directory["one"]]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of(["tune", trace, .. Small, "--jobs", "3", "--out", directory["cut"]]).ExitCode, Is.Zero);
        AssertSame(directory, "cut");

        // As a hard end leaves it: later generations are not there, one has a torn journal and no table, the answer is missing.
        string[] generations = [.. Directory.EnumerateDirectories(directory["cut", "generations"]).Order(StringComparer.Ordinal)];
        foreach (string later in generations[2..])
        {
            Directory.Delete(later, recursive: true);
            File.Delete(later + ".yaml");
        }

        File.Delete(Path.Combine(generations[1], "points.csv"));
        File.WriteAllText(Path.Combine(generations[1], "points.journal"), "\"sweep"); // torn in its first line
        File.Delete(directory["cut", "answer.txt"]);
        File.Delete(directory["cut", "points.csv"]);
        Assert.That(CommandRun.Of(["tune", trace, .. Small, "--out", directory["cut"]]), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("--resume"));
        Assert.That(CommandRun.Of(["tune", trace, .. Small, "--out", directory["cut"], "--resume"]).ExitCode, Is.Zero);
        AssertSame(directory, "cut");
        Assert.That(CommandRun.Of(["tune", trace, .. Small, "--seed", "2", "--out", directory["cut"], "--resume"]), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("another search"));
    }

    [Test]
    public void AGeneration_CanBeRunElsewhere_InShards()
    {
        using TemporaryDirectory directory = new();
        string trace = Churn(directory);
        Assert.That(CommandRun.Of(["tune", trace, .. Small, "--out", directory["one"]]).ExitCode, Is.Zero);
        CommandRun run = CommandRun.Of(["tune", trace, .. Small, "--plan", "--out", directory["planned"]]);
        for (int generation = 0; generation < 60 && run.Output.Contains("the next generation is", StringComparison.Ordinal); generation++)
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            string spec = run.Output.Split(' ')[4].TrimEnd(';');
            string results = spec[..^".yaml".Length];
            foreach (string shard in (string[])["1/2", "2/2"])
            {
                CommandRun part = CommandRun.Of("sweep", "--spec", spec, "--out", results, "--shard", shard);
                Assert.That(part.ExitCode, Is.Zero, part.Error);
            }

            Assert.That(CommandRun.Of("sweep", "merge", results, "--no-charts").ExitCode, Is.Zero);
            run = CommandRun.Of(["tune", trace, .. Small, "--plan", "--out", directory["planned"], "--resume"]);
        }

        AssertSame(directory, "planned");
    }

    [Test]
    public void PoliciesAreChosenFrom_AndSizeClassesWhereAskedFor()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("tune", Churn(directory), "--policies", "jemalloc-5.3,glibc", "--options", "size_classes,glibc.malloc.trim_threshold", "--evaluations", "14", "--limit", "page_faults<=+900%", "--out", directory["o"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(directory["o", "points.csv"]), Does.Contain(",glibc,").And.Contain("fit:32"));
    }

    [Test]
    public void LimitsThatNothingMeets_GiveTheNearest_AndByHowMuchItMisses()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("tune", Churn(directory), "--options", "dirty_decay_ms", "--evaluations", "12", "--limit", "peak_resident_bytes<=4KiB", "--out", directory["o"], "--no-charts");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.StartWith("No setting that was tried meets all limits; the closest is: ").And.Contain("It misses peak_resident_bytes<=4KiB on churn: ").And.Contain("above the limit"));
    }

    [Test]
    public void EveryMistake_IsToldBeforeTheWork()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("tune", Tiny, "--policies", "jemaloc-5.3", "--minimise", "mean_residnt_bytes", "--limit", "page_faults<=1", "--limit", "page_faults>=5", "--evaluations", "0", "--time", "5", "--out", directory["o"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        foreach (string part in (string[])["did you mean jemalloc-5.3?", "did you mean mean_resident_bytes?", "contradicts", "--evaluations 0", "--time 5: expected a duration"])
        {
            Assert.That(run.Error, Does.Contain(part));
        }

        Assert.That(CommandRun.Of("tune", Tiny, "--options", "dirty_decay_m,prof", "--out", directory["o"]).Error, Does.Contain("did you mean dirty_decay_ms?").And.Contain("prof: it does not affect anything that is measured"));
        Assert.That(CommandRun.Of("tune", "--out", directory["o"]).Error, Does.Contain("the trace is missing"));
        Assert.That(Directory.Exists(directory["o"]), Is.False);
    }

    private static void AssertSame(TemporaryDirectory directory, string other)
    {
        foreach (string file in (string[])["answer.txt", "points.csv", "pareto.csv"])
        {
            Assert.That(File.ReadAllBytes(directory[other, file]), Is.EqualTo(File.ReadAllBytes(directory["one", file])), file);
        }
    }

    [Test]
    public void ASliceThatCannotBeHeldAgainstTheWhole_LeavesNoOptionOut()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("flat.yaml", """
            name: flat
            program: script
            pause: 10ns
            steps:
              - repeat:
                  times: 60000
                  steps:
                    - allocate: {size: 64}
                    - free: {}
            """);
        CommandRun run = CommandRun.Of(["tune", trace, .. Small, "--no-page", "--out", directory["o"]]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("which cannot be held against the whole").And.Contain("so all 3 options were searched further"));
    }

    /// <summary>Bursts that come and go over some seconds, so that how soon memory is given back decides how much is held.</summary>
    private static string Churn(TemporaryDirectory directory) => directory.Write("churn.yaml", """
        name: churn
        program: script
        pause: 2us
        steps:
          - allocate: {set: kept, size: 300, count: 500}
          - repeat:
              times: 6
              steps:
                - allocate: {set: burst, size: 20000, count: 60}
                - free: {set: burst}
                - idle: 400ms
                - allocate: {set: kept, size: 100, count: 40}
        """);
}
