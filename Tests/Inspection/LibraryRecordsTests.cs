using System.Globalization;
using System.IO.Compression;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>The records of the real library are read from where its headers put them.</summary>
[TestFixture]
internal sealed class LibraryRecordsTests
{
    private const string Folder = "Tests/Inspection/Dumps";

    [Test]
    public void WhatADebuggerFound_IsReadBack()
    {
        using StreamReader golden = new(new GZipStream(File.OpenRead(Path.Combine(Repository.Root, Folder, "tiny-7.txt.gz")), CompressionMode.Decompress));
        Check(golden.ReadToEnd(), _ => 1);
    }

    /// <summary>A heap with shards, guard pages, arenas and caches that the program made, spare records and full slabs.</summary>
    [Test]
    public void EveryKindOfRecord_IsReadBack()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of(
            "inspect", Path.Combine(Repository.Root, Folder, "arenas.trace.txt.gz"), "--conf", "bin_shards:1-512:2,san_guard_small:3,san_guard_large:2,dirty_decay_ms:200",
            "--environment", Path.Combine(Repository.Root, Folder, "arenas.environment.txt"), "--at", "4004", "--map-root", "0x7ffff7698a18", "--dump", directory["dump"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Check(File.ReadAllText(directory["dump", "inspect-4004.txt"]), szind => szind <= 16 ? 2U : 1);
    }

    private static void Check(string dump, Func<int, uint> shardsOf)
    {
        ILibraryRecords reader = PolicyRegistry.Standard.Find("jemalloc-5.3")!.LibraryRecords!;
        string[] lines = [.. dump.Split('\n').Where(line => reader.Reads(line.Split(' ')[0]))];
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        reader.Write(text, new DumpedMemory(lines, shardsOf));
        Assert.That(text.ToString().TrimEnd('\n').Split('\n'), Is.EqualTo(lines));
    }
}
