using System.Diagnostics.CodeAnalysis;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>A trace decoded once and kept, to be replayed many times: by a benchmark, by all points of a sweep.</summary>
/// <remarks>Takes 64 bytes an operation, 4 more with call stacks, 32 more once its demand was asked for. Immutable once loaded, so any number of threads may replay it at once, each through a source of its own.</remarks>
public sealed class InMemoryTrace
{
    private readonly OperationBatch[] _batches;
    private readonly string[] _names;
    private readonly IReadOnlyList<string>[] _callStacks;
    private readonly Lazy<Demand?> _demand;

    private InMemoryTrace(string name, OperationBatch[] batches, string[] names, IReadOnlyList<string>[] callStacks, TraceOrigin origin, RepairTally repairs)
    {
        Name = name;
        _batches = batches;
        _names = names;
        _callStacks = callStacks;
        Origin = origin;
        Repairs = repairs;
        _demand = new Lazy<Demand?>(() => Demand.Of(_batches, SlotCount));
        foreach (OperationBatch batch in batches)
        {
            OperationCount += batch.Count;
            foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
            {
                SlotCount = operation.Kind == OperationKind.Ctl ? SlotCount : Math.Max(SlotCount, operation.Object + 1);
            }
        }
    }

    /// <summary>What to call the trace.</summary>
    public string Name { get; }

    /// <summary>Operations in the trace.</summary>
    public long OperationCount { get; }

    /// <summary>Slots that its objects use: the most objects that ever live at once.</summary>
    public int SlotCount { get; }

    /// <summary>What the trace asks of memory, worked out when it is first asked for; null where that cannot be known beforehand (<see cref="Demand.Of"/>).</summary>
    public Demand? Demand => _demand.Value;

    /// <summary>The operations, in order; not to be changed.</summary>
    public IReadOnlyList<OperationBatch> Batches => _batches;

    /// <summary>Names of controls.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Where the trace comes from.</summary>
    public TraceOrigin Origin { get; }

    /// <summary>Repairs made while the trace was decoded.</summary>
    public RepairTally Repairs { get; }

    /// <summary>Reads a source to its end; the source stays the caller's.</summary>
    /// <exception cref="TraceFormatException">The source breaks a rule.</exception>
    public static InMemoryTrace Load(ITraceSource source)
    {
        var batches = new List<OperationBatch>();
        for (var batch = new OperationBatch(); source.TryRead(batch); batch = new OperationBatch())
        {
            batches.Add(batch);
        }

        var origin = source as IOriginTrace;
        return new InMemoryTrace(source.Name, [.. batches], [.. source.Names], [.. source.CallStacks], origin?.Origin ?? new TraceOrigin(), origin?.Repairs ?? new RepairTally());
    }

    /// <summary>A source that starts at the first operation.</summary>
    public ITraceSource Open() => new Cursor(this);

    private sealed class Cursor(InMemoryTrace trace) : IOriginTrace, ILendingTraceSource
    {
        private int _batch;
        private int _offset;

        public string Name => trace.Name;

        public IReadOnlyList<string> Names => trace._names;

        public IReadOnlyList<IReadOnlyList<string>> CallStacks => trace._callStacks;

        public TraceOrigin Origin => trace.Origin;

        public RepairTally Repairs => trace.Repairs;

        public bool TryRead(OperationBatch batch)
        {
            batch.Count = 0;
            if (_batch == trace._batches.Length)
            {
                return false;
            }

            OperationBatch from = trace._batches[_batch];
            int count = Math.Min(from.Count - _offset, batch.Operations.Length);
            Array.Copy(from.Operations, _offset, batch.Operations, 0, count);
            Array.Copy(from.Objects, _offset, batch.Objects, 0, count);
            Array.Copy(from.OldObjects, _offset, batch.OldObjects, 0, count);
            batch.ClearStacks();
            if (from.Stacks is not null)
            {
                Array.Copy(from.Stacks, _offset, batch.NeedStacks(), 0, count);
            }

            batch.Count = count;
            batch.FirstIndex = from.FirstIndex + _offset;
            _offset += count;
            if (_offset == from.Count)
            {
                _batch++;
                _offset = 0;
            }

            return true;
        }

        public bool TryLend([NotNullWhen(true)] out OperationBatch? batch)
        {
            batch = null;
            if (_batch == trace._batches.Length)
            {
                return false;
            }

            if (_offset > 0)
            {
                // Somebody has read a part of it.
                batch = new OperationBatch(trace._batches[_batch].Count - _offset);
                return TryRead(batch);
            }

            batch = trace._batches[_batch++];
            return true;
        }

        public void Dispose()
        {
        }
    }
}
