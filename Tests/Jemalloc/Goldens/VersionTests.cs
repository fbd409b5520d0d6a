using System.Globalization;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Tests.House;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Jemalloc.Goldens;

/// <summary>Holds the releases other than 5.3.0 against kept runs of their real libraries, and their options against each other.</summary>
[TestFixture]
internal sealed class VersionTests
{
    private const string Folder = "Tests/Jemalloc/Goldens/";

    private static string[] Cases => [.. Repository.Read(Folder + "versions.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    [TestCaseSource(nameof(Cases))]
    public void ARunOfAnotherRelease_IsItsLibrarysToTheByte(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        string kept = Repository.Read(Folder + fields[0] + ".golden");
        string path = Path.Combine(Repository.Root, fields[2].Contains('.', StringComparison.Ordinal) ? Folder + fields[2] : $"traces/{fields[2]}.txt.gz");
        using FileStream stream = File.OpenRead(path);
        RunFiles files = SimulatedRun.Replay(TraceFile.Open(stream, fields[2], new()), fields[3], GoldenText.MachineOf(kept), version: VersionOf(fields[1]));
        string text = GoldenText.Of(GoldenText.EnvironmentOf(kept), File.ReadAllBytes(path), files, isWhole: false);
        Assert.That(text.Split('\n'), Is.EqualTo(kept.Split('\n')));
    }

    [TestCase("5.3.0", "lg_dirty_mult:3", "lg_dirty_mult is an option of 2.1 to 4; 5.x has dirty_decay_ms; the library goes on without it")]
    [TestCase("5.1.0", "decay_time:10", "decay_time is an option of 4.x; 5.x has dirty_decay_ms, in milliseconds; the library goes on without it")]
    [TestCase("5.1.0", "bin_shards:1-8:2", "bin_shards is an option of jemalloc 5.2.1, 5.3.0 and 5.3.1; 5.1.0 has nothing in its place; the library goes on without it")]
    [TestCase("5.2.1", "zero_realloc:free", "zero_realloc is an option of jemalloc 5.3.0 and 5.3.1; 5.2.1 has nothing in its place; the library goes on without it")]
    [TestCase("5.3.0", "tcache_ncached_max:8-16:3", "tcache_ncached_max is an option of jemalloc 5.3.1; 5.3.0 has nothing in its place; the library goes on without it")]
    [TestCase("5.3.0", "disable_large_size_classes:false", "disable_large_size_classes is an option of jemalloc 5.3.1; 5.3.0 has nothing in its place; the library goes on without it")]
    [TestCase("5.3.0", "prof_bt_max:64", "prof_bt_max is an option of jemalloc 5.3.1; 5.3.0 has nothing in its place; the library goes on without it")]
    [TestCase("5.3.1", "hpa_sec_bytes_after_flush:4096", "hpa_sec_bytes_after_flush is an option of jemalloc 5.3.0; 5.3.1 has nothing in its place; the library goes on without it")]
    [TestCase("5.3.1", "prof:true", "option prof cannot be set: a default build of jemalloc 5.3.1 leaves it out; the library goes on without it")]
    [TestCase("5.2.1", "dirty_decay:3", "option 'dirty_decay' is not known to jemalloc 5.2.1, which goes on without it; did you mean dirty_decay_ms?")]
    public void AnOptionOfAnotherRelease_IsRefusedUnderItsName(string version, string conf, string expected)
        => Assert.That(MallocConf.Parse(conf, VersionOf(version)).Warnings, Is.EqualTo(new[] { expected }));

    // A line of complaint, and the next pair. (malloc_conf_error)
    [TestCase("5.1.0", "bin_shards:1-8:2,narenas:3")]
    [TestCase("5.2.1", "zero_realloc:free,narenas:3")]
    [TestCase("5.3.0", "cache_oblivious:false,narenas:3")]
    [TestCase("5.3.1", "prof:true,narenas:3")]
    public void WhatARelease_DoesNotKnow_ChangesNothing_AndWhatFollowsCounts(string version, string conf)
        => Assert.That(MallocConf.Parse(conf, VersionOf(version)).Options with { Conf = "" }, Is.EqualTo(MallocConf.Parse("narenas:3", VersionOf(version)).Options with { Conf = "" }));

    [TestCase("5.1.0", 1)]
    [TestCase("5.2.1", 0)]
    [TestCase("5.3.1", 0)]
    public void WithAbortConf_OnlyTheOldestEndsForAnExperimentalOption(string version, int errors)
        => Assert.That(MallocConf.Parse("abort_conf:true,experimental_none:1", VersionOf(version)).Errors, Has.Count.EqualTo(errors));

    [Test]
    public void ReleasesHaveTheirOwnDefaults()
    {
        string[] defaults = [.. JemallocVersion.All.Select(v => MallocConf.Parse("", v).Options).Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.MuzzyDecayMs} {o.MutexMaxSpin}"))];
        Assert.That(defaults, Is.EqualTo(new[] { "10000 250", "0 250", "0 600", "0 600" }));
    }

    private static JemallocVersion VersionOf(string name) => JemallocVersion.All.Single(version => version.Name == name);
}
