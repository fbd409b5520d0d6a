using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Text;
using AllocSim.Workloads.Transforms;

namespace AllocSim.Tests.Workloads;

/// <summary>Scripts: workloads written down step by step. Each test holds the calls of a few steps, as plain-text lines.</summary>
[TestFixture]
[NonParallelizable] // looks at the memory of the whole process
internal sealed class ScriptTests
{
    [Test]
    public void Steps_FollowEachOther_WithAPauseBetweenCalls()
    {
        Assert.That(Lines("- allocate: {count: 2, size: 64}\n- idle: 1us\n- free: {}\n"), Is.EqualTo(new[]
        {
            "0 0 malloc 0 64", "10 0 malloc 1 64", "1020 0 free 0", "1030 0 free 1",
        }));
    }

    [Test]
    public void Calls_AreThoseThatTheStepNames()
    {
        Assert.That(Lines("- allocate: {size: 2MiB, alignment: 2MiB}\n- resize: {by: 10}\n- resize: {size: 5}\n- allocate: {set: z, size: 8, zeroed: true}\n- stats: {}\n- control: {name: arena.0.purge, type: void}\n- control: {name: arena.0.dirty_decay_ms, type: u64, value: -1}\n- exit: {}\n"), Is.EqualTo(new[]
        {
            "0 0 memalign 0 2097152 2097152", "10 0 realloc 1 0 2097162", "20 0 realloc 2 1 5", "30 0 calloc 3 1 8", "40 0 stats", "50 0 ctl void arena.0.purge", "60 0 ctl u64 arena.0.dirty_decay_ms -1", "70 0 exit",
        }));
    }

    [TestCase("oldest", "0 1")]
    [TestCase("newest", "3 2")]
    public void Free_TakesTheOrderThatItNames(string order, string freed)
    {
        Assert.That(Freed($"- allocate: {{count: 4, size: 1}}\n- free: {{count: 2, order: {order}}}\n"), Is.EqualTo(freed));
    }

    [Test]
    public void Free_InRandomOrder_FreesEachOnce()
    {
        string[] freed = Freed("- allocate: {count: 300, size: 1}\n- free: {count: 290, order: random}\n- free: {order: newest}\n").Split(' ');
        Assert.That(freed.Order(StringComparer.Ordinal), Is.EqualTo(Enumerable.Range(0, 300).Select(i => $"{i}").Order(StringComparer.Ordinal)));
        Assert.That(freed.Take(290), Is.Not.Ordered);
    }

    [Test]
    public void KeepEvery_KeepsEveryNth_AndTheyCanBeFreedLater()
    {
        Assert.That(Freed("- allocate: {count: 7, size: 1}\n- free: {keep_every: 3}\n- free: {}\n"), Is.EqualTo("0 1 3 4 6 2 5"));
    }

    [Test]
    public void AllThreads_ActAtTheSameMoment_EachOnItsOwn()
    {
        Assert.That(Lines("- allocate: {size: 8, thread: all}\n- free: {thread: all}\n", threads: 2), Is.EqualTo(new[]
        {
            "0 0 malloc 0 8", "0 1 malloc 1 8", "10 0 free 0", "10 1 free 1",
        }));
    }

    [Test]
    public void AThread_MayFreeWhatAnotherMade_AndIsReplacedAfterItsEnd()
    {
        Assert.That(Lines("- allocate: {size: 8}\n- free: {thread: 1}\n- exit: {thread: 1}\n- allocate: {size: 9, thread: 1}\n", threads: 2), Is.EqualTo(new[]
        {
            "0 0 malloc 0 8", "10 1 free 0", "20 1 exit", "30 2 malloc 1 9",
        }));
    }

    [Test]
    public void Repeat_MayBeNested_AndASetMayBeEmpty()
    {
        Assert.That(Freed("- repeat:\n    times: 2\n    steps:\n    - free: {}\n    - repeat: {times: 2, steps: [allocate: {size: 1}]}\n"), Is.EqualTo("0 1"));
    }

    [Test]
    public void ALongRing_TakesNoMoreMemoryThanAShortOne()
    {
        using GeneratedTrace trace = Trace("- allocate: {count: 500, size: 1}\n- repeat:\n    times: 400000\n    steps:\n    - free: {count: 1}\n    - allocate: {size: 1}\n");
        var batch = new OperationBatch();
        long after = 0;
        for (int i = 0; trace.TryRead(batch); i++)
        {
            after = i == 40 ? GC.GetTotalMemory(true) : after;
        }

        Assert.That(GC.GetTotalMemory(true) - after, Is.LessThan(1 << 20));
    }

    [TestCase("- alocate: {size: 8}\n", "t: parameters: steps[0]: alocate is no step; known are allocate, ")]
    [TestCase("- allocate: {size: 8, cuont: 3}\n", "t: parameters: steps[0]: allocate: cuont is not a field here; known are ")]
    [TestCase("- allocate: {size: 8, thread: 1}\n", "t: parameters: steps[0]: allocate: thread: '1' does not fit; a number from 0 to 0 is needed")]
    [TestCase("- allocate: {size: 8, alignment: 24}\n", "t: parameters: steps[0]: allocate: alignment is a power of two")]
    [TestCase("- resize: {}\n", "t: parameters: steps[0]: resize: either size, the new size, or by")]
    [TestCase("- free: {order: first}\n", "t: parameters: steps[0]: free: order: 'first' is no order; known are oldest, newest, random")]
    [TestCase("- free: {keep_every: 1}\n", "t: parameters: steps[0]: free: keep_every: 1 would free nothing")]
    [TestCase("- {idle: 1s, stats: {}}\n", "t: parameters: steps[0]: a step is one field")]
    [TestCase("- control: {name: epoch, type: u16}\n", "t: parameters: steps[0]: control: type 'u16' is not known")]
    [TestCase("[]\n", "t: parameters: steps: a list of steps is needed")]
    public void AWrongStep_IsOneLine(string steps, string message)
    {
        var error = Assert.Throws<ModelException>(() => Model(steps, 1));
        Assert.That(error!.Message, Does.StartWith(message).And.Not.Contain('\n'));
    }

    [Test]
    public void ADescription_IsReadWhereATraceIs()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "described.yaml");
        File.WriteAllText(path, "program: script\nparameters: {steps: [allocate: {count: 3, size: 1}]}\n");
        using (IOriginTrace trace = TraceFile.Open(path))
        {
            Assert.That(CheckedTrace.Check(trace), Is.EqualTo(3));
        }

        File.WriteAllText(path, "program: scrip\n");
        Assert.That(() => TraceFile.Open(path), Throws.TypeOf<TraceFormatException>().With.Message.Contains("program scrip is not known"));
        File.Delete(path);
    }

    [TestCase("- allocate: {count: 2, size: 8}\n- free: {set: nosuch}", "no step fills set 'nosuch'; filled are the set without a name")]
    [TestCase("- allocate: {count: 2, size: 8, set: a}\n- resize: {size: 9}", "no step fills the set without a name; filled are set 'a'")]
    [TestCase("- free: {}", "no step fills the set without a name; an allocate step is needed")]
    public void ASetThatNoStepFills_IsAnError(string steps, string expected)
        => Assert.That(() => Lines(steps), Throws.TypeOf<ModelException>().With.Message.Contains(expected));

    [Test]
    public void ASetThatIsFilledLater_InARepeatedStep_IsKnown()
        => Assert.That(Lines("- repeat: {times: 2, steps: [{free: {set: a}}, {allocate: {count: 1, size: 8, set: a}}]}"), Has.Length.EqualTo(3));

    private static string Freed(string steps) => string.Join(' ', Lines(steps).Where(line => line.Contains(" free ", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf(' ') + 1)..]));

    private static string[] Lines(string steps, int threads = 1)
    {
        using GeneratedTrace trace = Trace(steps, threads);
        using MemoryStream text = new();
        using (TextTraceWriter writer = new(text, gzip: false))
        {
            var batch = new OperationBatch();
            while (trace.TryRead(batch))
            {
                writer.Write(batch, trace.Names);
            }
        }

        return System.Text.Encoding.ASCII.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static GeneratedTrace Trace(string steps, int threads = 1) => new(Model(steps, threads));

    private static WorkloadModel Model(string steps, int threads)
    {
        string list = steps.StartsWith('-') ? "\n" + string.Concat(steps.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "  " + line + "\n")) : " " + steps;
        return WorkloadModel.Parse(new StringReader($"program: script\nthreads: {threads}\npause: 10ns\nparameters:\n  steps:{list}"), "t");
    }
}
