using AllocSim.Workloads.Generators.Scripts;

namespace AllocSim.Workloads.Generators.Programs;

/// <summary>Steps written down one after the other, each done by a thread that it names, or by all. The workload ends with the last step.</summary>
internal sealed class Script : IProgram
{
    private readonly ScriptState _state;
    private readonly IEnumerator<long> _moments;

    public Script(WorkloadModel model)
    {
        var reader = new ScriptReader(model.Threads);
        _state = new ScriptState(model);
        _moments = new RepeatStep(reader.Read(model.Parameters), 1).Run(_state).GetEnumerator();
        ControlNames = reader.Controls;
    }

    /// <inheritdoc/>
    public bool Ends => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> ControlNames { get; }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        if (worker > 0)
        {
            return -1;
        }

        _state.Emitter = emitter;
        return _moments.MoveNext() ? _moments.Current : -1;
    }
}
