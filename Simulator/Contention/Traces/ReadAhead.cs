using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>
/// The part of a trace that somebody may still look at: batches in the trace's order, numbered from 0. The first ones have been given to threads, one of them is being given, the others wait.
/// Batches are only read, so that a source in memory lends its own; others are used again.
/// </summary>
internal sealed class ReadAhead(ITraceSource source)
{
    private readonly ILendingTraceSource? _lender = source as ILendingTraceSource;
    private readonly Stack<OperationBatch> _spare = new();
    private OperationBatch[] _batches = new OperationBatch[8];
    private long[] _firstIndexes = new long[8];
    private int _first;
    private int _end;

    /// <summary>Operations in waiting batches.</summary>
    public int Count { get; private set; }

    /// <summary>Operations read so far, taken batches included.</summary>
    public long TotalCount { get; private set; }

    /// <summary>Number of the batch taken last; -1 before.</summary>
    public int Taken { get; private set; } = -1;

    /// <summary>Batches that have been taken and are still there.</summary>
    public int KeptCount => Taken + 1 - _first;

    /// <summary>Whether the source has no more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Reads another batch behind those that wait.</summary>
    /// <returns>False when the source has no more.</returns>
    public bool TryRead([NotNullWhen(true)] out OperationBatch? read)
    {
        read = null;
        if (HasEnded || !TryReadOrBorrow(out read))
        {
            HasEnded = true;
            return false;
        }

        if (_end - _first == _batches.Length)
        {
            Grow();
        }

        int place = PlaceOf(_end++);
        _batches[place] = read;
        _firstIndexes[place] = TotalCount;
        Count += read.Count;
        TotalCount += read.Count;
        return true;
    }

    /// <summary>Takes the first waiting batch.</summary>
    /// <returns>False when none waits.</returns>
    public bool TryTake([NotNullWhen(true)] out OperationBatch? taken)
    {
        taken = Taken + 1 == _end ? null : Of(++Taken);
        Count -= taken?.Count ?? 0;
        return taken is not null;
    }

    /// <summary>A batch that is still there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OperationBatch Of(int number) => _batches[PlaceOf(number)];

    /// <summary>Place in the trace of a batch's first operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FirstIndexOf(int number) => _firstIndexes[PlaceOf(number)];

    /// <summary>Nobody looks at batches before one any more.</summary>
    public void Release(int before)
    {
        for (; _first < before; _first++)
        {
            if (_lender is null)
            {
                _spare.Push(Of(_first));
            }
        }
    }

    private bool TryReadOrBorrow([NotNullWhen(true)] out OperationBatch? read)
    {
        if (_lender is not null)
        {
            return _lender.TryLend(out read);
        }

        read = _spare.TryPop(out OperationBatch? spare) ? spare : new OperationBatch();
        return source.TryRead(read);
    }

    private int PlaceOf(int number) => number & (_batches.Length - 1);

    private void Grow()
    {
        OperationBatch[] batches = new OperationBatch[_batches.Length * 2];
        long[] firstIndexes = new long[batches.Length];
        for (int i = _first; i < _end; i++)
        {
            batches[i & (batches.Length - 1)] = Of(i);
            firstIndexes[i & (batches.Length - 1)] = FirstIndexOf(i);
        }

        _batches = batches;
        _firstIndexes = firstIndexes;
    }
}
