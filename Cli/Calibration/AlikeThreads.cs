using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Calibration;

/// <summary>Makes each call on several threads, call by call in turn: each thread has objects of its own.</summary>
/// <param name="emitter">Takes the calls.</param>
/// <param name="threads">How many threads.</param>
internal sealed class AlikeThreads(Emitter emitter, int threads)
{
    /// <summary>malloc; the object of each thread.</summary>
    public Emitter.Handle[] Malloc(ulong size) => Each(_ => emitter.Malloc(size));

    /// <summary>calloc.</summary>
    public Emitter.Handle[] Calloc(ulong count, ulong size) => Each(_ => emitter.Calloc(count, size));

    /// <summary>realloc of each thread's object.</summary>
    public Emitter.Handle[] Realloc(Emitter.Handle[] objects, ulong size) => Each(thread => emitter.Realloc(objects[thread], size));

    /// <summary>free of each thread's object.</summary>
    public void Free(Emitter.Handle[] objects)
    {
        for (emitter.Thread = 0; emitter.Thread < threads; emitter.Thread++)
        {
            emitter.Free(objects[emitter.Thread]);
        }
    }

    private Emitter.Handle[] Each(Func<int, Emitter.Handle> call)
    {
        Emitter.Handle[] made = new Emitter.Handle[threads];
        for (emitter.Thread = 0; emitter.Thread < threads; emitter.Thread++)
        {
            made[emitter.Thread] = call(emitter.Thread);
        }

        return made;
    }
}
