using AllocSim.Cli.Inspection;
using AllocSim.Cli.Inspection.Questions;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.House;
using AllocSim.Workloads;

namespace AllocSim.Tests.Inspection;

/// <summary>What every policy shows of its records agrees with itself and with the trace.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class ViewTests
{
    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    [TestCaseSource(nameof(Policies))]
    public void EveryPolicy_ShowsItsRecords(string name)
    {
        Policy policy = PolicyRegistry.Standard.Find(name)!;
        Assert.That(policy.Views, Is.Not.Empty);
        Assert.That(policy.Answers<IViews>(), Is.True);
        Assert.That(policy.Views.Any(view => view.OwnsAddresses && view.SummaryColumn.Length + view.AddressColumn.Length > 0), Is.True);
        foreach (ViewDeclaration view in policy.Views)
        {
            string[] named = [view.AddressColumn, view.BytesColumn, view.RecordColumn, view.SummaryColumn, .. view.Filters.Select(filter => filter.Column)];
            Assert.That(named.Where(column => column.Length > 0 && view.IndexOf(column) < 0), Is.Empty, view.Name);
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void EveryLiveObject_LiesInARangeOfTheAllocator(string name)
    {
        using InspectedRun run = Open(name, "traces/sqlite.txt.gz");
        foreach (long moment in (long[])[0, 7777, 60000])
        {
            run.Cursor.RunTo(moment);
            ulong[][] owned = [.. run.Views.Where(view => view.OwnsAddresses).SelectMany(view => run.Rows(view).Select(row => ViewQuery.RangeOf(view, row))).Select(range => (ulong[])[range.Start, range.Start + range.Bytes]).OrderBy(range => range[0])];
            ulong[] homeless = [.. run.Journal.Live.Where(block => !IsOwned(block.Address) || !IsOwned(block.Address + Math.Max(block.Size, 1) - 1)).Select(block => block.Address)];
            Assert.That(homeless, Is.Empty, $"after operation {moment}");
            Assert.That(owned.Zip(owned.Skip(1)).Where(pair => pair.First[1] > pair.Second[0] && pair.First[1] < pair.Second[1]), Is.Empty, "ranges overlap");

            bool IsOwned(ulong address) => Array.Exists(owned, range => range[0] <= address && address < range[1]);
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void ARow_HasACellForEachColumn_AndAStateThatIsDeclared(string name)
    {
        using InspectedRun run = Open(name, "traces/sqlite.txt.gz");
        run.Cursor.RunTo(50000);
        foreach (ViewDeclaration view in run.Views)
        {
            IReadOnlyList<TableCell[]> rows = run.Rows(view);
            Assert.That(rows.Where(row => row.Length != view.Columns.Count), Is.Empty, view.Name);
            foreach (ViewFilter filter in view.Filters.Where(filter => filter.Values.Count > 0))
            {
                Assert.That(rows.Select(row => row[view.IndexOf(filter.Column)].Text).Distinct().Except(filter.Values), Is.Empty, $"{view.Name} {filter.Option}");
            }

            if (view.AddressColumn.Length > 0)
            {
                Assert.That(rows.Select(row => ViewQuery.RangeOf(view, row).Start), Is.Ordered, view.Name);
            }
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void AnAddress_IsAnswered_WithItsOwner(string name)
    {
        AddressQuestion question = new("obj:100", 100, QuestionKind.Object);
        using InspectedRun run = Open(name, "traces/sqlite.txt.gz", question);
        run.Cursor.RunTo(run.Cursor.Index + 200);
        AddressAnswer answer = AddressAnswer.Of(question, run, run.WatchOf(question).Block, 0);
        Assert.That(answer.Facts.Select(fact => fact.Kind), Does.Contain("page").And.Contain(run.WatchOf(question).Block.End is not null ? "freed" : "object"));
        Assert.That(answer.Facts.Select(fact => fact.Kind), Does.Not.Contain("none"));
    }

    [TestCaseSource(nameof(Policies))]
    public void TheMap_LeadsFromEveryAddressOfAnObject_ToOnePlace(string name)
    {
        using InspectedRun run = Open(name, "traces/sqlite.txt.gz");
        run.Cursor.RunTo(50000);
        ViewDeclaration map = run.Views.Single(view => view.Name == "map");
        ulong[][] ranges = [.. run.Rows(map).Select(row => ViewQuery.RangeOf(map, row)).Select(range => (ulong[])[range.Start, range.Start + range.Bytes])];
        Assert.That(ranges.Zip(ranges.Skip(1)).Where(pair => pair.First[1] > pair.Second[0]), Is.Empty, "stretches overlap");

        // An inner page of a large extent has no element in jemalloc 5's map, and a huge chunk none in that of 2.1.
        if (!name.StartsWith("jemalloc", StringComparison.Ordinal))
        {
            Assert.That(run.Journal.Live.Where(block => !Array.Exists(ranges, range => range[0] <= block.Address && block.Address < range[1])), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void Looking_ChangesNothing(string name)
    {
        using InspectedRun watched = Open(name, "traces/tiny.txt.gz");
        using InspectedRun left = Open(name, "traces/tiny.txt.gz");
        for (long index = 0; index < 13; index++)
        {
            watched.Cursor.RunTo(index);
            _ = HeapDigest.Of(watched);
        }

        left.Cursor.RunTo(12);
        Assert.That(HeapDigest.Of(watched), Is.EqualTo(HeapDigest.Of(left)));
    }

    [TestCaseSource(nameof(Policies))]
    public void AStateThatWasSought_IsThatOfARunFromTheStart(string name)
    {
        RunRequest request = Request(name, "traces/sqlite.txt.gz");
        using OperationSpool spool = OperationSpool.Of(request.OpenTrace());
        using RunPool pool = new(request, spool);
        Random random = new(17);
        for (int i = 0; i < 12; i++)
        {
            if (i == 6)
            {
                pool.WaitUntilFull();
            }

            long index = random.NextInt64(20000);
            using InspectedRun fresh = pool.NewRun();
            fresh.Cursor.RunTo(index);
            Assert.That(HeapDigest.Of(pool.At(index)), Is.EqualTo(HeapDigest.Of(fresh)), $"after operation {index}");
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void ASummary_CountsTheRowsOfTheViews(string name)
    {
        using InspectedRun run = Open(name, "traces/sqlite.txt.gz");
        HoldSummary(run, [0, 1000, 60_000]);
    }

    [TestCase("hpa:true,hpa_sec_nshards:2,hpa_sec_max_alloc:65536")]
    [TestCase("narenas:7,tcache:false,dirty_decay_ms:0")]
    [TestCase("retain:false,slab_sizes:1-160:16")]
    public void ASummary_CountsTheExtents(string conf)
    {
        using InspectedRun run = new(Request("jemalloc-5.3", "traces/sqlite.txt.gz", conf), []);
        HoldSummary(run, [1000, 60_000, 140_000]);
    }

    [Test]
    public void ATraceThatTells_IsTheSame_AndTellsRisingShares()
    {
        RunRequest request = Request("jemalloc-5.3", "traces/sqlite.txt.gz");
        List<double> shares = [];
        int reader = Environment.CurrentManagedThreadId;
        using OperationSpool told = OperationSpool.Of(new ToldTrace(request, share =>
        {
            Assert.That(Environment.CurrentManagedThreadId, Is.EqualTo(reader));
            shares.Add(share);
        }));
        using OperationSpool plain = OperationSpool.Of(request.OpenTrace());
        Assert.That(told.Count, Is.EqualTo(plain.Count));
        Assert.That(shares, Is.Ordered.And.All.InRange(0, 1));
        Assert.That(shares[^1], Is.GreaterThan(0.5));
        shares.Clear();
        using ITraceSource again = told.OpenTold(shares.Add);
        OperationBatch batch = new();
        while (again.TryRead(batch))
        {
        }

        Assert.That(shares, Is.Ordered.And.Exactly(1).EqualTo(0));
        Assert.That(shares[^1], Is.GreaterThan(0.9));
    }

    private static void HoldSummary(InspectedRun run, long[] moments)
    {
        foreach (long moment in moments)
        {
            run.Cursor.RunTo(moment);
            string[] counted = [.. HeapSummary.Facts(run).Skip(4).Select(fact => fact.ToString())];
            List<string> read = [];
            foreach (ViewDeclaration view in run.Views.Where(view => view.SummaryColumn.Length > 0))
            {
                int by = view.IndexOf(view.SummaryColumn);
                read.AddRange(run.Rows(view).GroupBy(row => row[by].Text).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => FormattableString.Invariant($"{view.Name} {view.SummaryColumn}={group.Key} count={group.Count()} bytes={group.Aggregate(0UL, (sum, row) => sum + ViewQuery.RangeOf(view, row).Bytes)}")));
            }

            Assert.That(counted, Is.EqualTo(read), $"after operation {moment}");
        }
    }

    internal static RunRequest Request(string policy, string trace, string conf = "", int cpus = 2) => new RunRequest
    {
        TracePath = Path.Combine(Repository.Root, trace),
        Reading = new TraceReadOptions { Lenient = true },
        Policy = PolicyRegistry.Standard.Find(policy)!,
        Conf = conf,
        Machine = new MachineOptions { CpuCount = cpus },
        Check = OptionCheck.None,
    }.Ready();

    internal static InspectedRun Open(string policy, string trace, params AddressQuestion[] questions) => new(Request(policy, trace), questions);
}
