using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary><c>trace info --stacks</c>.</summary>
[TestFixture]
internal sealed class StackListTests
{
    [Test]
    public void ATraceWithoutCallStacks_IsSaidToHaveNone()
    {
        CommandRun run = CommandRun.Of("trace", "info", Path.Combine(Repository.Root, "traces/tiny.txt.gz"), "--stacks");
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, "the trace has no call stacks; record --stacks keeps them\n")), run.Error);
    }
}
