using System.Globalization;
using System.Text;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Replay;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Contention;

/// <summary>Every policy under threads that compete.</summary>
[TestFixture]
internal sealed class PolicyLockTests
{
    private static IEnumerable<string> Names => PolicyRegistry.Standard.Names;

    [TestCaseSource(nameof(Names))]
    public void OneThread_GivesTheSerialRunsAddressesAndLocks(string policy)
    {
        Operation[] trace = Churn(1, 4_000);
        Outcome serial = Run(policy, trace, isContended: false);
        Outcome contended = Run(policy, trace, isContended: true);
        Assert.That(contended.Addresses, Is.EqualTo(serial.Addresses));
        Assert.That(contended.Operations, Is.EqualTo(serial.Operations));
    }

    [TestCaseSource(nameof(Names))]
    public void ThreadsThatCompete_GiveTheSameEveryTime(string policy)
    {
        Operation[] trace = Churn(4, 4_000);
        Outcome first = Run(policy, trace, isContended: true);
        Outcome second = Run(policy, trace, isContended: true);
        Assert.That(second, Is.EqualTo(first));
    }

    [TestCaseSource(nameof(Names))]
    public void LookingAtARunAllTheTime_ChangesNothing(string policy)
    {
        // A look comes between calls that are otherwise run one after the other, many of them on objects that another thread made.
        Operation[] trace = HandedOver(3, 6_000);
        Assert.That(Latencies(policy, trace, sampleEveryNs: 40), Is.EqualTo(Latencies(policy, trace, sampleEveryNs: 0)));
    }

    [TestCase("tcmalloc", "central_cache.")]
    [TestCase("glibc", "list")] // An arena each; the ring of arenas is what they share.
    [TestCase("phkmalloc", "malloc")]
    [TestCase("mimalloc", "")]
    [TestCase("lkmalloc", "subheap.")]
    public void ThreadsThatTakeTheSameSizes_WaitForTheLocksThatTheyShare(string policy, string waitedFor)
        => Assert.That(Run(policy, Churn(4, 4_000), isContended: true).WaitedFor, waitedFor.Length == 0 ? Is.Empty : Does.Contain(waitedFor));

    [Test]
    public void Tcmalloc_TakesThePageHeapsLockOnceForALargeObject_AndOnceForItsEnd()
    {
        static ulong Operations(int objects) => Run("tcmalloc", [.. Enumerable.Range(0, objects).SelectMany(i => new[] { Malloc(i, 1 << 20), Free(i) })], isContended: false).PageHeap;
        Assert.That(Operations(2) - Operations(1), Is.EqualTo(2));
    }

    [Test]
    public void AProcessWithOneThread_TakesNoLockOfGlibcs_ExceptForItsCache()
        => Assert.That(Run("glibc", Churn(1, 4_000), isContended: false).Operations, Is.EqualTo("0 0 1"));

    // Each thread makes objects of three sizes in turn, and frees them in bursts.
    private static Operation[] Churn(int threads, int operations)
    {
        const int Burst = 200;
        List<Operation> trace = [];
        for (int i = 0; trace.Count < operations; i++)
        {
            for (int thread = 0; thread < threads; thread++)
            {
                int slot = (thread * Burst) + (i % Burst);
                bool isFree = i / Burst % 2 == 1;
                trace.Add(isFree ? Free(slot, thread, i * 10) : Malloc(slot, (ulong)(i % 3 * 1000) + 40, thread, i * 10));
            }
        }

        return [.. trace];
    }

    // Each thread frees what the one before it made some time ago.
    private static Operation[] HandedOver(int threads, int operations)
        => [.. Enumerable.Range(0, operations).Select(i => i / 60 % 2 == 0 ? Malloc(i % 60, (ulong)(i % 7 * 100) + 40, i % threads, i * 150) : Free(i % 60, (i + 1) % threads, i * 150))];

    private static string Latencies(string name, Operation[] trace, long sampleEveryNs)
    {
        ReplaySession session = Open(name, isContended: true, isFlatOut: false);
        IContendedRun run = session.Contended!;
        if (sampleEveryNs > 0)
        {
            run.Kernel.SampleEvery(sampleEveryNs, () => { });
        }

        session.Run(new ListTrace(trace));
        return run.SimulatedNs + "\n" + string.Join('\n', run.Latencies.Cells.Select(cell => $"{cell.Key} {string.Join(' ', cell.Value.Buckets())} {cell.Value.TotalNs}"));
    }

    private static Outcome Run(string name, Operation[] trace, bool isContended)
    {
        MemoryStream addresses = new();
        ReplaySession session;
        using (AddressLog log = new(addresses))
        {
            session = Open(name, isContended, isFlatOut: true, log);
            session.Run(new ListTrace(trace));
        }

        IReadOnlyList<NamedMutexes> mutexes = session.Locking?.NamedMutexes() ?? [];
        HashSet<SimMutex> waitedFor = [.. session.Contended?.Kernel.Locks.Where(each => each.WaitNs > 0).Select(each => each.Mutex) ?? []];
        return new Outcome(
            Encoding.ASCII.GetString(addresses.ToArray()),
            string.Join(' ', mutexes.Select(named => Operations(named).ToString(CultureInfo.InvariantCulture))),
            mutexes.Where(named => named.Name == "pageheap").Select(Operations).FirstOrDefault(),
            string.Join(' ', mutexes.Where(named => named.Mutexes.Any(waitedFor.Contains)).Select(named => named.Name)));
    }

    private static ReplaySession Open(string name, bool isContended, bool isFlatOut, AddressLog? log = null)
    {
        Policy policy = PolicyRegistry.Standard.Find(name)!;
        SimMachine machine = new(policy.Adapt(new MachineOptions { CpuCount = 4 }));
        ContendedOptions contended = new() { Settings = new ContentionSettings { CpuCount = 4, Costs = CostDefaults.For(policy) }, IsFlatOut = isFlatOut };
        return SessionOpener.Open(policy, machine, "", new ReplayOptions { Contended = isContended ? contended : null }, log);
    }

    private static ulong Operations(NamedMutexes named) => (ulong)named.Mutexes.Sum(mutex => (long)mutex.Profile.NumOps);

    private sealed record Outcome(string Addresses, string Operations, ulong PageHeap, string WaitedFor);
}
