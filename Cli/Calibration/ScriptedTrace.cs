using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>A trace whose calls a piece of code makes.</summary>
internal sealed class ScriptedTrace : OperationStream
{
    private readonly Emitter _emitter = new();

    private ScriptedTrace(string name, Action<Emitter> script)
    {
        Name = name;
        script(_emitter);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => [];

    /// <inheritdoc/>
    public override TraceOrigin Origin => new() { Source = "micro-trace", Program = Name };

    /// <summary>Runs the script and keeps what it makes.</summary>
    public static InMemoryTrace Load(string name, Action<Emitter> script)
    {
        using ScriptedTrace trace = new(name, script);
        return InMemoryTrace.Load(trace);
    }

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        if (_emitter.Pending == 0)
        {
            number = old = -1;
            return false;
        }

        _emitter.Take(ref op, out number, out old);
        return true;
    }
}
