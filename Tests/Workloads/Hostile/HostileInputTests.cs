using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Hostile;

/// <summary>The check of what readers do with damaged files finds readers that do it wrong.</summary>
[TestFixture]
internal sealed class HostileInputTests
{
    [Test]
    public void AReaderThatCrashes_IsFound() =>
        Assert.That(() => HostileInput.Check(1, _ => new Odd(() => throw new IndexOutOfRangeException())), Throws.TypeOf<IndexOutOfRangeException>());

    [Test]
    public void AMessageOfTwoLines_IsFound() =>
        Assert.That(() => HostileInput.Check(1, _ => new Odd(() => throw new TraceFormatException("t: wrong\nright; would be"))), Throws.TypeOf<AssertionException>());

    [Test]
    public void AReaderThatTakesMemory_IsFound()
    {
        using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
        {
            Assert.That(() => HostileInput.Check(1, _ => new Odd(() => new byte[80 << 20].Length < 0)), Throws.TypeOf<AssertionException>());
        }
    }

    [Test]
    public void AFreeOfWhatDoesNotLive_IsFound()
    {
        using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext())
        {
            Assert.That(() => HostileInput.Check(1, _ => new Odd(() => true)), Throws.TypeOf<AssertionException>());
        }
    }

    private sealed class Odd(Func<bool> next) : OperationStream
    {
        public override string Name => "t";

        public override IReadOnlyList<string> Names => [];

        public override TraceOrigin Origin => new();

        protected override bool TryNext(ref Operation op, out long number, out long old)
        {
            op = new Operation { Kind = OperationKind.Free, Object = 7, OldObject = Operation.None };
            number = old = 0;
            return next();
        }
    }
}
