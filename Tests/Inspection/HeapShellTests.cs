using AllocSim.Cli;
using AllocSim.Cli.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>A person goes through a trace, back and forth.</summary>
[TestFixture]
internal sealed class HeapShellTests
{
    [Test]
    public void Commands_MoveThroughTheTrace()
    {
        CommandRun run = Talk("goto 3", "next", "back 2", "goto end", "goto peak");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output.Split('\n').Where(line => line.StartsWith("after ", StringComparison.Ordinal)).Select(line => line.Split(',')[0].Split(' ')[^1]), Is.EqualTo(new[] { "3", "4", "2", "13" }.Append(run.Output.Split("operation ")[^1].Split(',')[0])));
    }

    [Test]
    public void UntilFree_StopsWhereTheObjectEnds()
        => Assert.That(Talk("goto 1", "until free 0x7effffc09000").Output, Does.Contain("operation 3,"));

    [Test]
    public void Who_AnswersAtTheMomentWhereOneStands()
    {
        Assert.That(Talk("goto 2", "who obj:1").Output, Does.Contain("object address=0x7effffc09000 size=100 number=1"));
        Assert.That(Talk("goto 5", "who obj:1").Output, Does.Contain("freed_operation=3"));
    }

    [Test]
    public void History_TellsWhatHappenedToAPage()
    {
        string[] lines = Talk("history 0x7effffc09000").Output.Split('\n');
        Assert.That(lines.Where(line => line.Length > 0).Select(line => string.Join(' ', line.Split(' ').Take(2))), Does.Contain("made operation=1").And.Contain("freed operation=3").And.Contain("made operation=4"));
    }

    [Test]
    public void History_EndsWhereOneStands_AndSaysHowToGoOn()
    {
        CommandRun here = Talk("goto 3", "history 0x7effffc09000");
        CommandRun all = Talk("goto 3", "history 0x7effffc09000 end");
        Assert.That(here.Output, Does.Not.Contain("operation=4"));
        Assert.That(here.Error, Does.Contain("up to operation 3; history 0x7effffc09000 end goes on to the end"));
        Assert.That(all.Output, Does.Contain("made operation=4"));
        Assert.That(all.Error, Does.Contain("up to the end"));
    }

    [Test]
    public void Snapshots_AreCounted_AndTheirBoundTold()
        => Assert.That(Talk("snapshots").Error, Does.Contain("of at most 16 snapshots; the program holds ").And.Contain("above 1.00 GiB"));

    [Test]
    public void AView_IsShownByItsName()
        => Assert.That(Talk("heap").Output, Does.StartWith("extents after operation 13:"));

    [TestCase("goto 99", "there is no operation 99")]
    [TestCase("goto 99s", "the trace ends at")]
    [TestCase("goto there", "expected the index of an operation")]
    [TestCase("nxt", "did you mean next")]
    [TestCase("who me", "expected an address")]
    [TestCase("until free 0x10", "no object lies at 0x10")]
    [TestCase("history 0x10", "nothing has happened to the page at 0x0")]
    public void AWrongCommand_IsMetWithWhatWouldBeRight(string command, string complaint)
        => Assert.That(Talk(command).Error, Does.Contain(complaint));

    private static CommandRun Talk(params string[] commands)
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter error = new() { NewLine = "\n" };
        Terminal terminal = new(output, error) { Input = new StringReader(string.Join('\n', [.. commands, "quit"])) };
        int exit = new CommandLine(PolicyRegistry.Standard, terminal).Run(["inspect", Path.Combine(Repository.Root, "traces/tiny.txt.gz")]);
        return new CommandRun(exit, output.ToString(), error.ToString());
    }
}
