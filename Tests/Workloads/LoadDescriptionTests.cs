using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Generators;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Workloads made of an allocator's statistics.</summary>
[TestFixture]
internal sealed class LoadDescriptionTests
{
    private static readonly ProgramLoad Load = new("a library", [new LoadClass(32, 100_000, 700), new LoadClass(4096, 1_000, 50), new LoadClass(65536, 0, 3)], 10, [3, 1], ["One thing is not told."]);

    [Test]
    public void ItBeginsWithWhatWasLive_AndStaysThere()
    {
        Operation[] operations = Operations(LoadDescription.ToYaml(Load, "it's"));
        Assert.That(operations.Take(753).Select(operation => operation.Kind), Has.All.EqualTo(OperationKind.Malloc));
        Assert.That(operations.Take(753).Count(operation => operation.Size == 32), Is.EqualTo(700));
        Assert.That(operations.Take(753).Count(operation => operation.Size == 4096), Is.EqualTo(50));
        Assert.That(operations.Take(753).Count(operation => operation.Thread == 0), Is.EqualTo(565).Within(2), "three quarters of it");
        int live = operations.Sum(operation => operation.Kind == OperationKind.Malloc ? 1 : -1);
        Assert.That(live, Is.EqualTo(753).Within(100));
        Assert.That(operations[^1].TimeNs, Is.EqualTo(10_000_000_000).Within(500_000_000), "all requests in the ten seconds that they took");
    }

    [Test]
    public void WhatIsNotKnown_StandsInIt()
    {
        Assert.That(LoadDescription.ToYaml(Load, "a"), Does.Contain("# One thing is not told.\n"));
        Assert.That(LoadDescription.Remarks(Load with { Seconds = null }), Has.Some.Contains("How long the program had run is not told"));
    }

    private static Operation[] Operations(string yaml)
    {
        using GeneratedTrace trace = new(WorkloadModel.Parse(new StringReader(yaml), "it.yaml"));
        OperationBatch batch = new();
        List<Operation> all = [];
        while (trace.TryRead(batch))
        {
            all.AddRange(batch.Operations.AsSpan(0, batch.Count).ToArray());
        }

        return [.. all];
    }
}
