using AllocSim.Cli.Tuning;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.Replay;
using AllocSim.Workloads.Sources;

namespace AllocSim.Tests.Cli.Tuning;

/// <summary>The part of a trace that is most like the whole.</summary>
[TestFixture]
internal sealed class TracePartsTests
{
    [Test]
    public void CallocsOfAsManyBytes_AreAlike_HoweverManyElementsTheyHave()
    {
        // The first fifth asks for one element of 1000 bytes where the others ask for 125 of 8.
        List<Operation> operations = [];
        for (int i = 0; i < TraceParts.SlicedFrom / 2; i++)
        {
            bool isFirst = i < TraceParts.SlicedFrom / 2 / TraceParts.Windows;
            operations.Add(ListTrace.Of(OperationKind.Calloc, 0, isFirst ? 1000UL : 8, isFirst ? 1UL : 125));
            operations.Add(ListTrace.Free(0));
        }

        Assert.That(TraceParts.MostAlike(InMemoryTrace.Load(new ListTrace([.. operations]))), Is.EqualTo((0L, TraceParts.SlicedFrom / TraceParts.Windows)));
    }
}
