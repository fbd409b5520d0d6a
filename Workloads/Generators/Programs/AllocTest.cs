namespace AllocSim.Workloads.Generators.Programs;

/// <summary>alloc-test (node-dot-cpp, 2018): a table of places; a random one is freed where it is taken and allocated where it is free, with sizes whose logarithm is even.</summary>
internal sealed class AllocTest : IProgram
{
    private readonly Emitter.Handle?[][] _places;
    private readonly Xoshiro[] _random;
    private readonly int _maxLog;

    public AllocTest(WorkloadModel model)
    {
        _maxLog = model.Parameters.Integer("max_size_log2", 10, 3, 30);
        int places = model.Parameters.Integer("places", 1 << 16, 1, 100_000_000);
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
        _places = [.. _random.Select(_ => new Emitter.Handle?[places])];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        Xoshiro random = _random[worker];
        ref Emitter.Handle? place = ref _places[worker][random.Below(_places[worker].Length)];
        if (place is { } handle)
        {
            emitter.Free(handle);
            place = null;
        }
        else
        {
            int log = random.Below(_maxLog);
            place = emitter.Malloc(random.Between(1UL << log, (2UL << log) - 1));
        }

        return 0;
    }
}
