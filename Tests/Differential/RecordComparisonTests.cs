using System.Buffers.Binary;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using AllocSim.Tests.Replay;

namespace AllocSim.Tests.Differential;

/// <summary>The allocator's records beside those in the memory of the library's process.</summary>
[TestFixture]
internal sealed class RecordComparisonTests
{
    [Test]
    public void RecordsThatAreTheSame_AreCounted_AtTheEndAndWhereAskedFor()
    {
        using TemporaryDirectory folder = new();
        Comparison comparison = Compare(BuiltLibrary.Build(folder, ""), 3, 4_095, 4_096, 9_999);
        Assert.That((comparison.IsExact, comparison.Records, comparison.RecordsProblem), Is.EqualTo((true, 4L, "")));
        Assert.That(comparison.Counts(), Does.EndWith(", 4 records"));
    }

    [Test]
    public void ADifference_NamesTheRecord_TheField_AndBothValues()
    {
        using TemporaryDirectory folder = new();
        Comparison comparison = Compare(BuiltLibrary.Build(folder, "if (calls == 5001) end -= 16;"), 4_000, 6_000);
        Difference difference = comparison.Difference!;
        Assert.That((difference.Kind, difference.Index), Is.EqualTo((DifferenceKind.Records, 6_000L)));
        Assert.That(difference.Library, Does.Match("^bump next=0x[0-9a-f]+: end=0x7effff[0-9a-f]+$"));
        Assert.That(difference.Simulator, Is.EqualTo("end=0x7f0000000000"));
        Assert.That(comparison.Records, Is.EqualTo(1));
    }

    [Test]
    public void AThreadThatBeginsWithTheNextOperation_IsNotThereYet()
    {
        Policy policy = PolicyRegistry.Standard.Find("jemalloc-5.2")!;
        ComparisonSettings settings = new(policy, new LibraryFile("", ""), "", 1) { Records = new RecordSource(policy.LibraryRecords!, null!), RecordLooks = [0] };
        using SimulatedSide side = new(settings, new SortedDictionary<int, ulong>(), null);
        side.Run([ListTrace.Malloc(0, 24), ListTrace.Malloc(1, 24) with { Thread = 1 }], []);
        side.Finish(tellsStatistics: false);
        Assert.That(side.Records.Keys, Is.EqualTo(new[] { 0L, 1L }));
        Assert.That(side.Records[0], Does.Contain("\nthread tid=0 ").And.Not.Contain("\nthread tid=1 "));
        Assert.That(side.Records[1], Does.Contain("\nthread tid=1 "));
    }

    [Test]
    public void WithoutSymbols_ThatIsSaid()
    {
        using TemporaryDirectory folder = new();
        string library = BuiltLibrary.BuildStripped(folder);
        Assert.That(RecordSource.Find(new ToldPolicy(), new LibraryFile(library, "1"), out string missing), Is.Null);
        Assert.That(missing, Does.StartWith($"records are not compared: {library} has no symbols, "));
    }

    [Test]
    public void AnotherVersion_IsSaid()
    {
        Assert.That(RecordSource.Find(new ToldPolicy(), new LibraryFile("x.so", "2"), out string missing), Is.Null);
        Assert.That(missing, Is.EqualTo("records are not compared: those of version 1 are known, and x.so is another"));
    }

    [Test]
    public void AMomentThatIsNoNumber_AndAPolicyWithoutRecords_AreRefused()
    {
        string tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
        RealLibraries.Need("jemalloc-5.3");
        Assert.That(CommandRun.Of("verify", tiny, "--at", "soon").Error, Does.Contain("--at soon: expected the number of an operation, or last"));
        Assert.That(CommandRun.Of("verify", tiny, "--policy", "glibc", "--at", "3").Error, Does.Contain("--at: the records of glibc are not known"));
    }

    private static Comparison Compare(string library, params long[] looks)
    {
        ToldPolicy policy = new();
        LibraryFile file = new(library, "1");
        RecordSource records = RecordSource.Find(policy, file, out string missing) ?? throw new AssertionException(missing);
        ListTrace trace = new([.. Enumerable.Range(0, 10_000).Select(slot => ListTrace.Malloc(slot, 24, time: slot))]);
        return LibraryComparer.Compare(trace, new ComparisonSettings(policy, file, "", 1) { Records = records, RecordLooks = looks });
    }

    /// <summary>The policy of the simplest allocator, whose library has two variables.</summary>
    private sealed class ToldPolicy() : AllocatorPolicy<BumpAllocator>("bump", "hands out one object after another"), ILibraryRecords
    {
        public override RealLibrary Library => new("libbump.so", "") { Version = "1" };

        public override ILibraryRecords LibraryRecords => this;

        public IReadOnlyList<KeyValuePair<string, ulong>> Symbols => [new("next", 8), new("end", 0)];

        public override OptionCheck Check(string conf) => OptionCheck.None;

        public bool Reads(ReadOnlySpan<char> kind) => kind.SequenceEqual("bump");

        public ulong MapRoot(ILibraryMemory memory) => 0;

        public void Write(TextWriter output, ILibraryMemory memory)
            => output.WriteLine(FormattableString.Invariant($"bump next=0x{Word(memory, "next"):x} end=0x{Word(memory, "end"):x}"));

        protected override BumpAllocator Create(SimMachine machine, string conf) => new(new BumpHeap(machine) { Sizes = [] });

        private static ulong Word(ILibraryMemory memory, string symbol)
        {
            Span<byte> bytes = stackalloc byte[8];
            memory.Read(memory.AddressOf(symbol), bytes);
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }
    }
}
