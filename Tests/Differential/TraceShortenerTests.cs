using AllocSim.Cli.Differential.Explaining;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Differential;

/// <summary>Making traces short.</summary>
[TestFixture]
internal sealed class TraceShortenerTests
{
    [Test]
    public void WhatIsNotNeeded_Goes_AndAnObjectThatIsNotMade_IsNotUsed()
    {
        List<ListedOperation> trace = [];
        for (int number = 0; number < 300; number++)
        {
            trace.Add(new ListedOperation(Of(OperationKind.Malloc), number, -1, number));
        }

        trace.Add(new ListedOperation(Of(OperationKind.Realloc), 300, 17, 300));
        trace.Add(new ListedOperation(Of(OperationKind.Free), 200, -1, 301));
        trace.Add(new ListedOperation(Of(OperationKind.Free), 300, -1, 302));
        List<ListedOperation> shortest = new TraceShortener(Shows, 1_000).Shorten(trace);
        Assert.That(shortest.Select(operation => (operation.Operation.Kind, operation.Number)), Is.EqualTo(new[]
        {
            (OperationKind.Malloc, 17L), (OperationKind.Realloc, 300L), (OperationKind.Free, 300L),
        }));

        int Shows(IReadOnlyList<ListedOperation> shorter)
        {
            HashSet<long> made = [];
            foreach (ListedOperation operation in shorter)
            {
                Assert.That(operation.Needs < 0 || made.Contains(operation.Needs), "an object is used that was not made");
                if (operation.Makes)
                {
                    made.Add(operation.Number);
                }
            }

            return shorter.ToList().FindIndex(operation => operation is { Number: 300, Makes: false });
        }
    }

    [Test]
    public void ATrace_IsTriedNoMoreOftenThanAllowed()
    {
        int tries = 0;
        new TraceShortener(NeverShows, 7).Shorten([.. Enumerable.Range(0, 100).Select(number => new ListedOperation(Of(OperationKind.Malloc), number, -1, number))]);
        Assert.That(tries, Is.EqualTo(7));

        int NeverShows(IReadOnlyList<ListedOperation> shorter)
        {
            tries++;
            return -1;
        }
    }

    [Test]
    public void TheSmallestObjects_AreThoseOfTheFewestBytes_AllElementsOfACallocCounted()
    {
        Operation[] made = [new() { Kind = OperationKind.Calloc, Size = 8, Extra = 1000 }, new() { Kind = OperationKind.Malloc, Size = 100 }, new() { Kind = OperationKind.Calloc, Size = 9, Extra = 10 }];
        Assert.That(TraceCuts.ObjectsBySize([.. made.Select((operation, number) => new ListedOperation(operation, number, -1, number))]), Is.EqualTo(new long[] { 2, 1, 0 }));
    }

    private static Operation Of(OperationKind kind) => new() { Kind = kind };
}
