using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Calibration;

/// <summary>Makes the calls of the micro-traces that a policy declares.</summary>
public static class MicroTraces
{
    /// <summary>The micro-traces of a policy, in the order of the report.</summary>
    public static IReadOnlyList<MicroTrace> Of(Policy policy) => [.. policy.MicroTraces.Select(each => new MicroTrace(each.Name, each.Conf, each.Touch, emitter => Write(each, emitter)))];

    private static void Write(MicroTraceDeclaration trace, Emitter e)
    {
        AlikeThreads alike = new(e, trace.Threads);
        switch (trace.Calls)
        {
            case MicroCalls.Pairs:
                Pairs(alike, trace.Sizes[0], trace.Count);
                break;
            case MicroCalls.CallocPairs:
                CallocPairs(alike, trace.Sizes[0], trace.Count);
                break;
            case MicroCalls.Kept:
                Kept(alike, trace.Sizes[0], trace.Count);
                break;
            case MicroCalls.Batches:
                Batches(alike, trace.Sizes, trace.Batch, trace.Count);
                break;
            case MicroCalls.Drawn:
                Drawn(alike, trace.Sizes[0], trace.Sizes[1], trace.Batch, trace.Count);
                break;
            case MicroCalls.Grow:
                Grow(alike, trace.Sizes[0], trace.Count);
                break;
            case MicroCalls.Resize:
                Resize(alike, trace.Sizes[0], trace.Sizes[1], trace.Count);
                break;
            case MicroCalls.HandOver:
                HandOver(e, trace.Sizes[0], trace.Count);
                break;
            case MicroCalls.HandOverMany:
                HandOverMany(e, trace.Sizes[0], trace.Batch, trace.Count);
                break;
            case MicroCalls.Stream:
                Stream(e, trace.Sizes[0], trace.Batch, trace.Count);
                break;
            default:
                throw new NotSupportedException($"the micro-trace {trace.Name} does what nobody knows");
        }
    }

    private static void Pairs(AlikeThreads e, ulong size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            e.Free(e.Malloc(size));
        }
    }

    private static void CallocPairs(AlikeThreads e, ulong size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            e.Free(e.Calloc(1, size));
        }
    }

    // One object of the slab stays, so that the slab does.
    private static void Kept(AlikeThreads e, ulong size, int count)
    {
        e.Malloc(size);
        Pairs(e, size, count);
    }

    private static void Batches(AlikeThreads e, IReadOnlyList<ulong> sizes, int batch, int rounds)
    {
        Emitter.Handle[][] live = new Emitter.Handle[batch][];
        for (int round = 0; round < rounds; round++)
        {
            foreach (ulong size in sizes)
            {
                for (int i = 0; i < batch; i++)
                {
                    live[i] = e.Malloc(size);
                }

                Array.ForEach(live, e.Free);
            }
        }
    }

    // A random one of so many live objects goes, one of a random size comes.
    private static void Drawn(AlikeThreads e, ulong least, ulong greatest, int live, int count)
    {
        Xoshiro random = new(1);
        Emitter.Handle[][] objects = [.. Enumerable.Range(0, live).Select(_ => e.Malloc(random.Between(least, greatest)))];
        for (int i = 0; i < count; i++)
        {
            int place = random.Below(live);
            e.Free(objects[place]);
            objects[place] = e.Malloc(random.Between(least, greatest));
        }
    }

    private static void Grow(AlikeThreads e, ulong size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            e.Malloc(size);
        }
    }

    private static void Resize(AlikeThreads e, ulong small, ulong large, int count)
    {
        Emitter.Handle[] handle = e.Malloc(small);
        for (int i = 0; i < count; i++)
        {
            handle = e.Realloc(e.Realloc(handle, large), small);
        }

        e.Free(handle);
    }

    // Two threads in turn: each frees what the other made and makes something for it.
    private static void HandOver(Emitter e, ulong size, int count)
    {
        e.Thread = 0;
        e.Malloc(size);
        Emitter.Handle handle = e.Malloc(size);
        for (int i = 0; i < count; i++)
        {
            e.Thread = 1 - e.Thread;
            e.Free(handle);
            handle = e.Malloc(size);
        }
    }

    // One makes, the other frees, both at once.
    private static void Stream(Emitter e, ulong size, int batch, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            e.Thread = 0;
            Emitter.Handle[] made = [.. Enumerable.Range(0, batch).Select(_ => e.Malloc(size))];
            e.Thread = 1;
            Array.ForEach(made, e.Free);
        }
    }

    // The same with so many at once; the last one is taken over first, so that only that one is waited for.
    private static void HandOverMany(Emitter e, ulong size, int batch, int rounds)
    {
        e.Thread = 0;
        Emitter.Handle[] live = Make();
        for (int round = 0; round < rounds; round++)
        {
            e.Thread = 1 - e.Thread;
            for (int i = batch - 1; i >= 0; i--)
            {
                e.Free(live[i]);
            }

            live = Make();
        }

        Emitter.Handle[] Make() => [.. Enumerable.Range(0, batch).Select(_ => e.Malloc(size))];
    }
}
