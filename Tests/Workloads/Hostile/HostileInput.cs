using AllocSim.Simulator.Operations;
using AllocSim.Tests.Workloads.Stacks;
using AllocSim.Workloads;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Hostile;

/// <summary>Holds a reader to what it must do with any file: end, in bounded memory, with a well-formed trace or with one line that says what is wrong.</summary>
internal static class HostileInput
{
    /// <summary>Most bytes that reading a small file may allocate, whatever it says about itself.</summary>
    private const long BytesMax = 64 << 20;

    /// <summary>A reader that is silent for so long does not come back. The slowest file takes milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Reads files one after another.</summary>
    /// <param name="count">How many.</param>
    /// <param name="open">Opens the one with a number.</param>
    /// <returns>How many of them were traces.</returns>
    public static int Check(int count, Func<int, IOriginTrace> open)
    {
        int done = 0, traces = 0;
        Task work = Task.Factory.StartNew(
            () =>
            {
                for (; done < count; Volatile.Write(ref done, done + 1))
                {
                    traces += IsTrace(() => open(done)) ? 1 : 0;
                }
            },
            TaskCreationOptions.LongRunning);
        for (int before = -1; !Wait(work); before = Volatile.Read(ref done))
        {
            Assert.That(Volatile.Read(ref done), Is.Not.EqualTo(before), "the reader does not come back from this file");
        }

        return traces;
    }

    private static bool Wait(Task work)
    {
        try
        {
            return work.Wait(Patience);
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            throw;
        }
    }

    private static bool IsTrace(Func<IOriginTrace> open)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(open());
            return true;
        }
        catch (TraceFormatException e)
        {
            // A plain assertion: the constraint classes' own work would count as the reader's.
            if (!e.Message.StartsWith('t') || e.Message.Contains('\n') || !e.Message.Contains("; ", StringComparison.Ordinal))
            {
                throw new AssertionException("is not one line with file, reason and what would be right: " + e.Message, e);
            }

            return false;
        }
        finally
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(allocated, Is.LessThan(BytesMax), "bytes allocated for one small file");
        }
    }

    private static void Read(IOriginTrace source)
    {
        using (source)
        {
            var batch = new OperationBatch(64);
            var live = new HashSet<int>();
            while (source.TryRead(batch))
            {
                foreach (Operation op in batch.Operations.AsSpan(0, batch.Count))
                {
                    AtraceTests.CheckLife(live, op);
                }

                while (source.Marks is { } marks && marks.TryTake(batch.FirstIndex + batch.Count, out _))
                {
                }

                foreach (int stack in batch.Stacks.AsSpan(0, batch.Stacks is null ? 0 : batch.Count))
                {
                    _ = stack == 0 ? null : source.CallStacks[stack - 1];
                }
            }
        }
    }
}
