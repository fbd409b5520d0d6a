using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Tests.Replay;

[TestFixture]
internal sealed class DemandTests
{
    [Test]
    public void TheDemandOfATrace_HasTheBytesUntilEachEvent_AndObjectsAsTheyComeAndGo()
    {
        Demand demand = DemandOf("10 0 malloc 0 24", "20 0 calloc 1 10 30", "20 0 realloc 2 0 50", "35 1 free 1", "36 1 exit", "40 0 memalign 3 64 7")!;
        Assert.That(demand.OperationCount, Is.EqualTo(6));
        Assert.That(demand.RequestedBytes(0, 7).ToArray(), Is.EqualTo(new ulong[] { 0, 24, 324, 350, 50, 50, 57 }));
        Assert.That(demand.TimesNs(0, 7).ToArray(), Is.EqualTo(new long[] { 10, 10, 20, 20, 35, 36, 40, 40 }), "time begins with the first event, and the end is when the last operation was");
        Assert.That((demand.PeakEvent, demand.PeakBytes, demand.LiveObjects), Is.EqualTo((3, 350UL, 2)));
        Assert.That(demand.Changes.ToArray(), Is.EqualTo(new[]
        {
            ObjectChange.Made(24, 0), ObjectChange.Made(300, 1), ObjectChange.Gone(24, 2), ObjectChange.Made(50, 2), ObjectChange.Gone(300, 3), ObjectChange.Made(7, 5),
        }));
        Assert.That(demand.ByteNs(0, 7), Is.EqualTo((UInt128)((10 * 24) + (0 * 324) + (15 * 350) + (1 * 50) + (4 * 50))));
        Assert.That(demand.ByteNs(4, 6), Is.EqualTo((UInt128)((1 * 50) + (4 * 50))));
    }

    [TestCase("0 0 mallocx 0 24 0")]
    [TestCase("0 0 ctl u64 epoch 1")]
    [TestCase("0 0 malloc 0 2147483647")]
    public void WhatOnlyAnAllocatorCanSay_HasNoDemand(string line) => Assert.That(DemandOf("0 0 malloc 1 8", line), Is.Null);

    [Test]
    public void SumsThatAreTooLargeForTheirColumn_AreExactAllTheSame()
    {
        Demand demand = DemandOf("0 0 malloc 0 2000000000", "10000000000 0 malloc 1 2000000000", "20000000000 0 free 0", "30000000000 0 free 1")!;
        Assert.That(demand.ByteNs(0, 5), Is.EqualTo(((UInt128)2_000_000_000 * 10_000_000_000) + ((UInt128)4_000_000_000 * 10_000_000_000) + ((UInt128)2_000_000_000 * 10_000_000_000)));
        Assert.That(demand.ByteNs(3, 4), Is.EqualTo((UInt128)2_000_000_000 * 10_000_000_000), "sums went around before, their difference did not");
    }

    private static Demand? DemandOf(params string[] lines)
    {
        using TextTraceReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), "demand");
        return InMemoryTrace.Load(reader).Demand;
    }
}
