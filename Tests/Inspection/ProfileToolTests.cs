using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AllocSim.Cli.Inspection;
using AllocSim.Reports.Profiles;
using AllocSim.Simulator.Allocation;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using AllocSim.Tests.Reports.Html;
using static AllocSim.Tests.Reports.Html.StoredRuns;

namespace AllocSim.Tests.Inspection;

/// <summary>Profiles beside the library's own, beside the run's tables, and in the hands of the programs that read them.</summary>
[TestFixture]
internal sealed class ProfileToolTests
{
    private const string All = "prof:true,lg_prof_sample:0";

    private static string? Jeprof { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "jeprof")).FirstOrDefault(File.Exists);

    // The library counts usable bytes, of all threads (t*) and of each.
    [TestCase("traces/tiny.txt.gz", "jemalloc-5.3", 4, 13)]
    [TestCase("traces/sqlite.txt.gz", "jemalloc-5.3", 1000, 40000, 137587, 150568)]
    [TestCase("traces/redis-slice.txt.gz", "jemalloc-5.3", 300000, 599999, Category = "Slow")]
    [TestCase("traces/lua.txt.gz", "jemalloc-5.3", 250000, 460587, Category = "Slow")]
    [TestCase("traces/python.txt.gz", "jemalloc-5.3", 841472, Category = "Slow")]
    public void ExactTotals_AreThoseOfTheLibrarysProfile_WhereItSamplesEveryObject(string trace, string policy, params long[] moments)
    {
        using InspectedRun sampled = new(ViewTests.Request(policy, trace, All), []);
        using InspectedRun exact = new(ViewTests.Request(policy, trace), [], isProfiled: true);
        foreach (long moment in moments)
        {
            sampled.Cursor.RunTo(moment);
            exact.Cursor.RunTo(moment);
            using StringWriter text = new(CultureInfo.InvariantCulture);
            ((IProfilingAllocator)sampled.Session.Allocator).WriteProfile(0, text);
            IReadOnlyList<ProfileRow> rows = exact.Profile!.Read(exact.Session.Machine.TraceTimeNs, exact.Cursor.Frames);
            Dictionary<int, (long Objects, ulong Bytes)> usable = exact.Journal.Live.GroupBy(block => block.Thread).ToDictionary(
                group => group.Key, group => ((long)group.Count(), group.Aggregate(0UL, (sum, block) => sum + exact.Session.Allocator.UsableSize(block.Address))));
            string[][] lines = [.. text.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith('t')).Select(line => line.Split(':', '[').Select(part => part.Trim()).ToArray())];
            Assert.Multiple(() =>
            {
                Assert.That(rows.Sum(row => row.Objects), Is.EqualTo(long.Parse(lines[0][1], CultureInfo.InvariantCulture)), $"objects after operation {moment}");
                Assert.That(usable.Values.Aggregate(0UL, (sum, each) => sum + each.Bytes), Is.EqualTo(ulong.Parse(lines[0][2], CultureInfo.InvariantCulture)), $"bytes after operation {moment}");
                foreach (IGrouping<int, ProfileRow> thread in rows.GroupBy(row => row.Thread).Where(group => group.Sum(row => row.Objects) > 0))
                {
                    Assert.That(thread.Sum(row => row.Objects), Is.EqualTo(usable[thread.Key].Objects), $"thread {thread.Key}");
                }
            });
        }
    }

    [Test]
    public void ProfilesByCallStack_AreTheRowsOfTheRunsStackTable()
    {
        using TemporaryDirectory directory = new();
        string trace = directory["stacked.atrace"];
        File.WriteAllBytes(trace, ReportPageTests.StackedTrace());
        Done("replay", trace, "--out", directory["run"], "--no-charts", "--no-page");
        Done("inspect", trace, "--profile", directory["profile"]);
        string[][] run = Fields(directory["run", "stacks.csv"]);
        string[][] profile = Fields(Directory.GetFiles(directory["profile"], "*.csv")[0]);
        string[] expected = [.. run.Skip(1).Where(row => row[0] == "end").Select(row => $"{row[^1]} {row[1]} {row[2]}").Order(StringComparer.Ordinal)];
        string[] found = [.. profile.Skip(1).GroupBy(row => row[0]).Select(group => $"{group.Key} {Sum(group, 3)} {Sum(group, 4)}").Where(row => !row.EndsWith(" 0 0", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.That(found, Is.EqualTo(expected).And.Not.Empty);

        static long Sum(IEnumerable<string[]> rows, int column) => rows.Sum(row => long.Parse(row[column], CultureInfo.InvariantCulture));
    }

    [TestCase("traces/sqlite.txt.gz", "60000")]
    [TestCase("Tests/Workloads/Samples/heaptrack-3.txt", "42")]
    public void Jeprof_ReadsTheProfile_AndFindsTheSameBytes(string trace, string moment)
    {
        if (Jeprof is null)
        {
            Assert.Ignore("jeprof is not installed (package libjemalloc-dev): the profile is not opened");
        }

        using TemporaryDirectory directory = new();
        Done("inspect", Path.Combine(Repository.Root, trace), "--at", moment, "--profile", directory["profile"]);
        string file = directory["profile", $"profile-{moment}.heap"];
        Dictionary<string, long> ours = Folded(File.ReadAllText(directory["profile", $"profile-{moment}.live.folded"]));
        Assert.That(Folded(Output("--collapsed", file)).Where(line => line.Value != 0), Is.EquivalentTo(ours));
        Assert.That(Output("--text", "--show_bytes", file), Does.Contain($"Total: {ours.Values.Sum()} B"));
        string heap = File.ReadLines(file).First(line => line.StartsWith("heap profile:", StringComparison.Ordinal));
        Assert.That(Output("--text", "--inuse_objects", file), Does.Contain($"Total: {heap.Split(':')[1].Trim()} objects"));
        Assert.That(Output("--text", "--alloc_space", "--show_bytes", file), Does.Contain($"Total: {heap.Split('[', ']')[1].Split(": ")[1]} B"));
    }

    [TestCase("traces/sqlite.txt.gz", "60000")]
    [TestCase("Tests/Workloads/Samples/heaptrack-3.txt", "42")]
    public void TheSpeedscopeFile_KeepsItsSchema(string trace, string moment)
    {
        using TemporaryDirectory directory = new();
        Done("inspect", Path.Combine(Repository.Root, trace), "--at", moment, "--profile", directory["profile"]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(directory["profile", $"profile-{moment}.speedscope.json"]));
        JsonElement root = document.RootElement;
        int frames = root.GetProperty("shared").GetProperty("frames").GetArrayLength();
        Assert.That(root.GetProperty("$schema").GetString(), Is.EqualTo("https://www.speedscope.app/file-format-schema.json"));
        Assert.That(root.GetProperty("shared").GetProperty("frames").EnumerateArray().All(frame => frame.GetProperty("name").GetString()!.Length > 0), Is.True);
        foreach (JsonElement profile in root.GetProperty("profiles").EnumerateArray())
        {
            Assert.Multiple(() =>
            {
                Assert.That(profile.GetProperty("type").GetString(), Is.EqualTo("sampled"));
                Assert.That(profile.GetProperty("unit").GetString(), Is.AnyOf("none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"));
                Assert.That(profile.GetProperty("name").GetString(), Is.Not.Empty);
                Assert.That(profile.GetProperty("startValue").GetInt64(), Is.Zero);
                Assert.That(profile.GetProperty("endValue").GetInt64(), Is.EqualTo(profile.GetProperty("weights").EnumerateArray().Sum(weight => weight.GetInt64())));
                Assert.That(profile.GetProperty("samples").GetArrayLength(), Is.EqualTo(profile.GetProperty("weights").GetArrayLength()));
                Assert.That(profile.GetProperty("samples").EnumerateArray().SelectMany(sample => sample.EnumerateArray()).Select(frame => frame.GetInt32()), Is.All.InRange(0, frames - 1));
            });
        }
    }

    [TestCase("traces/sqlite.txt.gz", 60000)]
    [TestCase("Tests/Workloads/Samples/heaptrack-3.txt", 42)]
    public void ThePprofFile_RefersToNothingThatIsNotThere_AndHasTheRunsSums(string trace, long moment)
    {
        using InspectedRun run = new(ViewTests.Request("jemalloc-5.3", trace), [], isProfiled: true);
        run.Cursor.RunTo(moment);
        IReadOnlyList<ProfileRow> rows = run.Profile!.Read(run.Session.Machine.TraceTimeNs, run.Cursor.Frames);
        using MemoryStream packed = new();
        PprofProfile.Write(packed, rows, run.Session.Machine.TraceTimeNs, 4096);
        PprofMessage profile = PprofMessage.Read(packed.ToArray());
        Assert.Multiple(() =>
        {
            Assert.That(profile.Strings[0], Is.Empty);
            Assert.That(profile.StringsReferredTo, Is.All.LessThan(profile.Strings.Count));
            Assert.That(profile.Samples.SelectMany(sample => sample.Locations).Except(profile.Locations), Is.Empty);
            Assert.That(profile.FunctionsReferredTo.Except(profile.Functions), Is.Empty);
            Assert.That(profile.Samples.Select(sample => sample.Values.Count), Is.All.EqualTo(profile.TypeCount));
            Assert.That(profile.Samples.Sum(sample => (long)sample.Values[0]), Is.EqualTo(run.Session.Objects.LiveCount));
            Assert.That((ulong)profile.Samples.Sum(sample => (long)sample.Values[1]), Is.EqualTo(run.Session.Objects.LiveBytes));
        });
    }

    private static Dictionary<string, long> Folded(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && char.IsAsciiDigit(line[^1]) && line.Contains(' ', StringComparison.Ordinal))
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static string Output(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Jeprof!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
