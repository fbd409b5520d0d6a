namespace AllocSim.Workloads.Generators.Programs;

/// <summary>Which calls allocate: shares of calloc, of aligned requests and of realloc; the rest is malloc.</summary>
internal sealed class CallMix(double calloc, double aligned, double realloc, ulong alignment)
{
    /// <summary>Reads the shares.</summary>
    public static CallMix Read(ModelNode p) => new(
        p.Number("calloc_share", 0, 0, 1),
        p.Number("aligned_share", 0, 0, 1),
        p.Number("realloc_share", 0, 0, 1),
        (ulong)p.Number("alignment", 64, 8, 1 << 30));

    /// <summary>Makes the call.</summary>
    public Emitter.Handle Allocate(Xoshiro random, Emitter emitter, ulong size, Synthetic program, int worker)
    {
        double draw = random.NextDouble();
        if (draw < calloc)
        {
            return emitter.Calloc(1, size);
        }

        if (draw < calloc + aligned)
        {
            return emitter.Memalign(alignment, size);
        }

        return draw < calloc + aligned + realloc && program.TryTakeVictim(worker, out Emitter.Handle victim)
            ? emitter.Realloc(victim, Math.Max(size, 1))
            : emitter.Malloc(size);
    }
}
