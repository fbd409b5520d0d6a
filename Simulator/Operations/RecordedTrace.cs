namespace AllocSim.Simulator.Operations;

/// <summary>A whole trace in memory, to be replayed many times without decoding it again.</summary>
public sealed class RecordedTrace
{
    private readonly List<Operation[]> _parts = [];

    private RecordedTrace(string name)
    {
        Name = name;
    }

    /// <summary>What to call the trace in messages and reports.</summary>
    public string Name { get; }

    /// <summary>Names that control operations refer to.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Number of operations.</summary>
    public long OperationCount { get; private set; }

    /// <summary>The operations, in runs.</summary>
    public IReadOnlyList<Operation[]> Parts => _parts;

    /// <summary>Reads a source to its end.</summary>
    /// <exception cref="TraceFormatException">The trace is wrong.</exception>
    public static RecordedTrace ReadAll(ITraceSource source)
    {
        RecordedTrace trace = new(source.Name);
        OperationBatch batch = new();
        while (source.TryRead(batch))
        {
            trace._parts.Add(batch.Operations[..batch.Count]);
            trace.OperationCount += batch.Count;
        }

        trace.Names = [.. source.Names];
        return trace;
    }

    /// <summary>The trace as a source, from its beginning.</summary>
    public ITraceSource Open() => new Reader(this);

    private sealed class Reader(RecordedTrace trace) : ITraceSource
    {
        private int _part;
        private int _offset;
        private long _index;

        public string Name => trace.Name;

        public IReadOnlyList<string> Names => trace.Names;

        public bool TryRead(OperationBatch batch)
        {
            batch.Count = 0;
            batch.FirstIndex = _index;
            while (batch.Count == 0 && _part < trace._parts.Count)
            {
                Operation[] part = trace._parts[_part];
                int count = Math.Min(part.Length - _offset, batch.Operations.Length);
                part.AsSpan(_offset, count).CopyTo(batch.Operations);
                batch.Objects.AsSpan(0, count).Fill(-1);
                batch.OldObjects.AsSpan(0, count).Fill(-1);
                batch.Count = count;
                _index += count;
                _offset += count;
                if (_offset == part.Length)
                {
                    _part++;
                    _offset = 0;
                }
            }

            return batch.Count > 0;
        }

        public void Dispose()
        {
        }
    }
}
