using System.Diagnostics.CodeAnalysis;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>The part of a trace that has been read and not been given to threads: batches in the trace's order, which are used again.</summary>
internal sealed class ReadAhead(ITraceSource source)
{
    private readonly Queue<OperationBatch> _waiting = new();
    private readonly Stack<OperationBatch> _spare = new();

    /// <summary>Operations in waiting batches.</summary>
    public int Count { get; private set; }

    /// <summary>Operations read so far, taken batches included.</summary>
    public long TotalCount { get; private set; }

    /// <summary>Whether the source has no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Reads another batch behind those that wait.</summary>
    /// <returns>False when the source has no more.</returns>
    public bool TryRead([NotNullWhen(true)] out OperationBatch? read)
    {
        read = _spare.TryPop(out OperationBatch? spare) ? spare : new OperationBatch();
        if (HasEnded || !source.TryRead(read))
        {
            HasEnded = true;
            read = null;
            return false;
        }

        _waiting.Enqueue(read);
        Count += read.Count;
        TotalCount += read.Count;
        return true;
    }

    /// <summary>Takes the first waiting batch in exchange for one that is used up.</summary>
    /// <returns>False when none waits; the old one is kept then.</returns>
    public bool TryTake(ref OperationBatch batch)
    {
        if (!_waiting.TryDequeue(out OperationBatch? first))
        {
            return false;
        }

        _spare.Push(batch);
        batch = first;
        Count -= first.Count;
        return true;
    }
}
