using System.Text.RegularExpressions;

namespace AllocSim.Tests.Cli.Diagnosis;

/// <summary>Statistics of which options of malloc_stats_print left out a part, or which tell the arenas otherwise.</summary>
[TestFixture]
internal sealed partial class HalfDumpTests
{
    /// <summary>Four threads; of blocks of a few pages most are freed, and three of four small ones in each slab.</summary>
    private static readonly string Trace = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}000 {i % 4} malloc {i} 20480\n"))
        + string.Concat(Enumerable.Range(1000, 20000).Select(i => $"{i}000 {i % 4} malloc {i} 100\n"))
        + string.Concat(Enumerable.Range(0, 21000).Where(i => i < 1000 ? i % 10 != 0 : i / 4 % 4 != 0).Select(i => $"{30000 + i}000 {i % 4} free {i}\n"));

    [TestCase("Jb", "the size classes of slabs are missing (bins): dump again without the option b")]
    [TestCase("b", "the size classes of slabs are missing (bins): dump again without the option b")]
    [TestCase("Jl", "the large size classes are missing (large): dump again without the option l")]
    [TestCase("l", "the large size classes are missing (large): dump again without the option l")]
    [TestCase("Jbl", "the size classes are missing (bins:, large:): dump again without the options b, l and g")]
    [TestCase("bl", "the size classes are missing (bins:, large:): dump again without the options b, l and g")]
    [TestCase("Jg", "the size classes are missing (bins:, large:): dump again without the options b, l and g")]
    public void WithoutAllSizeClasses_NothingIsSimulatedOrFitted_AndWhatIsMissingIsNamed(string options, string missing)
    {
        using TemporaryDirectory folder = new();
        string dump = Dump(folder, options);
        Assert.That(Diagnose(dump), Does.Contain($"\nNothing was simulated: {missing}").And.Not.Contain(" Simulated"));
        CommandRun fit = CommandRun.Of("trace", "fit", dump, folder["out.yaml"]);
        Assert.That((fit.ExitCode, fit.Output), Is.EqualTo((1, "")));
        Assert.That(fit.Error, Does.Contain($"dump: {missing}"));
        Assert.That(fit.Error.Count(c => c == '\n'), Is.EqualTo(1));
        Assert.That(File.Exists(folder["out.yaml"]), Is.False);
    }

    [TestCase("Jam")]
    [TestCase("am")]
    public void WithoutAnyArena_NothingIsFitted(string options)
    {
        using TemporaryDirectory folder = new();
        string dump = Dump(folder, options);
        Diagnose(dump);
        CommandRun fit = CommandRun.Of("trace", "fit", dump, folder["out.yaml"]);
        Assert.That((fit.ExitCode, fit.Output), Is.EqualTo((1, "")));
        Assert.That(fit.Error, Does.Contain("the size classes are missing with the arenas in which they stand: dump again without the option a or m"));
    }

    [TestCase("Ja", "the arenas are told together only, and how threads share them is missing: dump again without the option a")]
    [TestCase("a", "the arenas are told together only, and how threads share them is missing: dump again without the option a")]
    [TestCase("g", "the options that the program ran with are missing: dump again without the option g")]
    public void WithoutWhatDecidesTheEffectOfAnOption_NothingIsSimulated(string options, string missing)
    {
        using TemporaryDirectory folder = new();
        string dump = Dump(folder, options);
        Assert.That(Diagnose(dump), Does.Contain($"\nNothing was simulated: {missing}").And.Not.Contain(" Simulated"));
        Assert.That(CommandRun.Of("trace", "fit", dump, folder["out.yaml"]).ExitCode, Is.Zero);
    }

    [TestCase("Jm")]
    [TestCase("m")]
    [TestCase("Jd")]
    [TestCase("x")]
    [TestCase("Jxeh")]
    public void WhereOnlyOtherPartsAreMissing_ItIsSimulated(string options)
    {
        using TemporaryDirectory folder = new();
        Assert.That(Diagnose(Dump(folder, options)), Does.Contain("Simulated on a steady workload fitted to the dump").And.Not.Contain("missing"));
    }

    [TestCase("J")]
    [TestCase("")]
    public void ArenasToldOneByOne_AreAddedUpByClass_AsWhereTheyAreToldTogether(string form)
    {
        using TemporaryDirectory folder = new();
        string[] dumps = [Dump(folder, form), Dump(folder, form + "m")];
        string[] slabs = [.. dumps.Select(dump => Slabs().Match(Diagnose(dump)).Value)];
        Assert.That(slabs[1], Is.EqualTo(slabs[0]).And.Contain("most of it by class: 112 B 1.").And.Contain(" full."));
        string[] fitted = [.. dumps.Select((dump, i) =>
        {
            Assert.That(CommandRun.Of("trace", "fit", dump, folder[$"{i}.yaml"]).ExitCode, Is.Zero);
            return File.ReadAllText(folder[$"{i}.yaml"]).Split('\n', 2)[1];
        })];
        Assert.That(fitted[1], Is.EqualTo(fitted[0]), "sizes, rates by the time that went by, and live objects");
    }

    [Test]
    public void ArenasThatWereDestroyed_AreNotCountedBesideThoseThatAreThere()
    {
        const string Bins = """
            uptime: 2000000000
            bins:           size ind    allocated      nmalloc (#/sec)      ndalloc (#/sec)    nrequests   (#/sec)  nshards      curregs     curslabs  nonfull_slabs regs pgs
                             112   7       112000        9000     450         8000     400         3000      1500        1         1000          400              0  256   7
            large:          size ind    allocated      nmalloc (#/sec)      ndalloc (#/sec)    nrequests (#/sec)  curlextents

            """;
        using TemporaryDirectory folder = new();
        string head = "___ Begin jemalloc statistics ___\nAllocated: 10000000, active: 30000000, metadata: 100, resident: 40000000, mapped: 50000000, retained: 0\n";
        foreach (string arenas in (string[])[$"Merged arenas stats:\n{Bins}Destroyed arenas stats:\n{Bins}arenas[0]:\n{Bins}", $"Destroyed arenas stats:\n{Bins}arenas[0]:\n{Bins}"])
        {
            Assert.That(Diagnose(folder.Write("dump", head + arenas)), Does.Contain("half empty slabs: 10.83 MiB in slabs beside live objects, most of it by class: 112 B 10.83 MiB at 1.0% full. "));
        }
    }

    [Test]
    public void ATextCutOffWithinItsSizeClasses_IsNotFitted()
    {
        using TemporaryDirectory folder = new();
        string text = File.ReadAllText(Dump(folder, ""));
        int large = text.IndexOf("large:          size", StringComparison.Ordinal);
        Assert.That(Diagnose(folder.Write("dump", text[..(large + text[large..].IndexOf('\n', StringComparison.Ordinal) + 1)])), Does.Contain("Nothing was simulated: the size classes of large objects hold 0 B where ").And.Contain("cut off"));
    }

    private static string Dump(TemporaryDirectory folder, string options)
    {
        CommandRun run = CommandRun.Of("replay", folder.Write("trace.txt", Trace), "--stats", folder["dump"], "--stats-opts", options);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string named = Path.Combine(Path.GetDirectoryName(folder["dump"])!, "dump-" + options, "dump");
        Directory.CreateDirectory(Path.GetDirectoryName(named)!);
        File.Move(folder["dump"], named);
        return named;
    }

    private static string Diagnose(string dump)
    {
        CommandRun run = CommandRun.Of("diagnose", dump);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Not.Contain("Infinity").And.Not.Contain("NaN").And.Not.Contain("∞"));
        Assert.That(run.Output.Count(c => c == '\n'), Is.LessThanOrEqualTo(15));
        return run.Output;
    }

    [GeneratedRegex("half empty slabs: .* full\\.")]
    private static partial Regex Slabs();
}
