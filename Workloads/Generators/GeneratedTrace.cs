using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Generators;

/// <summary>Runs a workload's program thread by thread, in order of their clocks, and hands out its calls. Streams to any length; the same description and seed give the same calls.</summary>
/// <remarks>A worker is what acts; the thread that it is may change, when one ends and a new one takes its place.</remarks>
public sealed class GeneratedTrace : OperationStream
{
    private readonly WorkloadModel _model;
    private readonly IProgram _program;
    private readonly Emitter _emitter = new();
    private readonly PriorityQueue<int, (long TimeNs, int Worker)> _next = new();
    private readonly Xoshiro[] _pauses;
    private readonly int[] _threadOf;
    private long _left;

    /// <summary>Starts the workload.</summary>
    public GeneratedTrace(WorkloadModel model)
    {
        _model = model;
        _left = model.Operations;
        _program = ProgramRegistry.Create(model);
        _pauses = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Pause, (ulong)t))];
        _threadOf = [.. Enumerable.Range(0, model.Threads)];
        NextThread = model.Threads;
        for (int worker = 0; worker < model.Threads; worker++)
        {
            _next.Enqueue(worker, (0, worker));
        }

        Origin = new TraceOrigin { Source = $"generated, seed {model.Seed}", Program = model.Name, Clock = "generated" };
    }

    /// <inheritdoc/>
    public override string Name => _model.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _program.ControlNames;

    /// <inheritdoc/>
    public override TraceOrigin Origin { get; }

    /// <summary>Objects alive after the calls handed out so far and those about to be.</summary>
    public long LiveCount => _emitter.LiveCount;

    private int NextThread { get; set; }

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        while (_emitter.Pending == 0)
        {
            if (_left <= 0 || !TryStep())
            {
                number = old = -1;
                return false;
            }
        }

        if (_left-- <= 0)
        {
            number = old = -1;
            return false;
        }

        _emitter.Take(ref op, out number, out old);
        return true;
    }

    private bool TryStep()
    {
        if (!_next.TryDequeue(out int worker, out (long TimeNs, int Worker) at))
        {
            return false;
        }

        _emitter.NowNs = at.TimeNs;
        _emitter.Thread = _threadOf[worker];
        long pause = _program.Step(worker, _emitter);
        if (pause == ThreadEnds && worker > 0)
        {
            _emitter.Exit();
            _threadOf[worker] = NextThread++;
        }
        else if (pause < 0 && pause != ThreadEnds)
        {
            return true;
        }

        long drawn = pause > 0 ? pause : (long)Math.Clamp(_model.Pause.Next(_pauses[worker]), 1, 1e15);
        _next.Enqueue(worker, (at.TimeNs + drawn, worker));
        return true;
    }

    /// <summary>What a step returns when its thread ends and a new one takes the worker over.</summary>
    internal const long ThreadEnds = long.MinValue;
}
