namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>What a running script knows: its sets of objects, its threads, its random numbers.</summary>
internal sealed class ScriptState
{
    private readonly Dictionary<string, ObjectSet> _sets = new(StringComparer.Ordinal);
    private readonly int[] _numbers;
    private int _nextNumber;

    public ScriptState(WorkloadModel model)
    {
        _numbers = [.. Enumerable.Range(0, model.Threads)];
        _nextNumber = model.Threads;
        Choices = new Xoshiro(model.Seed, Purpose.Program);
        Sizes = new Xoshiro(model.Seed, Purpose.Size);
    }

    /// <summary>Where calls go; set before each moment.</summary>
    public Emitter Emitter { get; set; } = new();

    /// <summary>Random numbers for the choice of objects.</summary>
    public Xoshiro Choices { get; }

    /// <summary>Random numbers for sizes.</summary>
    public Xoshiro Sizes { get; }

    /// <summary>The set of a name; a new one is empty.</summary>
    public ObjectSet Set(string name)
    {
        if (!_sets.TryGetValue(name, out ObjectSet? set))
        {
            _sets[name] = set = new ObjectSet();
        }

        return set;
    }

    /// <summary>The emitter, with calls made by a thread of the script.</summary>
    public Emitter By(int thread)
    {
        Emitter.Thread = _numbers[thread];
        return Emitter;
    }

    /// <summary>A thread ends; should the script name it again, a new one takes its place.</summary>
    public void Exit(int thread)
    {
        By(thread).Exit();
        _numbers[thread] = _nextNumber++;
    }
}
