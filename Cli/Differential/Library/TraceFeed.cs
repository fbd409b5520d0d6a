using System.Collections.Concurrent;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Reads a trace on a thread of its own and hands each batch to the library's process and to the simulator. Only a few batches exist at a time.</summary>
internal sealed class TraceFeed : IDisposable
{
    /// <summary>Most operations in a batch.</summary>
    public const int BatchOperations = 4096;

    private const int Depth = 4;

    private readonly ITraceSource _trace;
    private readonly LibraryProcess _process;
    private readonly Policy _policy;
    private readonly BlockingCollection<OperationBatch> _full = new(Depth);
    private readonly ConcurrentBag<OperationBatch> _spare = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _reader;
    private Exception? _error;

    /// <summary>Starts reading.</summary>
    /// <param name="trace">The trace; owned from here on.</param>
    /// <param name="process">The library's process.</param>
    /// <param name="policy">Whose calls the trace may make.</param>
    public TraceFeed(ITraceSource trace, LibraryProcess process, Policy policy)
    {
        _trace = trace;
        _process = process;
        _policy = policy;
        _reader = new Thread(Read) { IsBackground = true, Name = "trace reader" };
        _reader.Start();
    }

    /// <summary>Names of controls.</summary>
    public IReadOnlyList<string> Names => _trace.Names;

    /// <summary>The batches in order. Each is good until the next one is asked for.</summary>
    /// <exception cref="TraceFormatException">The trace is wrong.</exception>
    public IEnumerable<OperationBatch> Batches()
    {
        foreach (OperationBatch batch in _full.GetConsumingEnumerable())
        {
            yield return batch;
            _spare.Add(batch);
        }

        if (_error is not null)
        {
            throw _error is UsageException ? _error : new TraceFormatException(_error.Message, _error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _reader.Join();
        _trace.Dispose();
        _full.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        bool isGone = false;
        try
        {
            while (Next() is { } batch)
            {
                // The simulator gets it first, for it reads what the process writes, which otherwise could not go on to read.
                _full.Add(batch, _stop.Token);
                isGone = isGone || !TrySend(() => _process.Send(batch, _trace.Names));
            }
        }
        catch (OperationCanceledException)
        {
            isGone = true;
        }
        catch (Exception e) when (e is TraceFormatException or UsageException)
        {
            _error = e;
        }

        _ = isGone || TrySend(_process.SendEnd);
        _full.CompleteAdding();
    }

    private OperationBatch? Next()
    {
        OperationBatch batch = _spare.TryTake(out OperationBatch? used) ? used : new OperationBatch(BatchOperations);
        if (!_trace.TryRead(batch))
        {
            return null;
        }

        foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
        {
            if (operation.Kind >= OperationKind.Mallocx && !PlainCalls.Has(_policy, operation.Kind))
            {
                throw new UsageException([$"{_trace.Name}: the trace calls {PlainCalls.Name(operation.Kind)}, which {_policy.Name} does not have"]);
            }
        }

        return batch;
    }

    // A process that is gone says why on its other end.
    private static bool TrySend(Action send)
    {
        try
        {
            send();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
