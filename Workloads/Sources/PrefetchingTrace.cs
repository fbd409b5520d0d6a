using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Decodes a trace on a second thread while the first one replays it.</summary>
/// <remarks>
/// Full and empty batches go round through two bounded queues, so the decoder is never more than a few batches ahead. The operations and their order are those of the
/// inner source whatever the threads do; an error of the inner source is thrown where its batch would have come. Owns the inner source.
/// </remarks>
public sealed class PrefetchingTrace : IOriginTrace
{
    private readonly ITraceSource _inner;
    private readonly BlockingCollection<OperationBatch> _empty;
    private readonly BlockingCollection<OperationBatch> _full;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _decoder;
    private ExceptionDispatchInfo? _error;

    /// <summary>Starts decoding.</summary>
    /// <param name="inner">The trace; owned from here on.</param>
    /// <param name="depth">Batches that the decoder may be ahead; at least 1.</param>
    public PrefetchingTrace(ITraceSource inner, int depth = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        _inner = inner;
        _empty = new BlockingCollection<OperationBatch>(depth + 1);
        _full = new BlockingCollection<OperationBatch>(depth + 1);
        for (int i = 0; i < depth; i++)
        {
            _empty.Add(new OperationBatch());
        }

        _decoder = new Thread(Decode) { IsBackground = true, Name = "trace decoder" };
        _decoder.Start();
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => _inner.Names;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<string>> CallStacks => _inner.CallStacks;

    /// <inheritdoc/>
    public TraceOrigin Origin => (_inner as IOriginTrace)?.Origin ?? new TraceOrigin();

    /// <inheritdoc/>
    public RepairTally Repairs => (_inner as IOriginTrace)?.Repairs ?? new RepairTally();

    /// <inheritdoc/>
    public bool TryRead(OperationBatch batch)
    {
        if (!_full.TryTake(out OperationBatch? next, Timeout.Infinite))
        {
            batch.Count = 0;
            _error?.Throw();
            return false;
        }

        batch.Exchange(next);
        next.Count = 0;
        _empty.Add(next);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _decoder.Join();
        _inner.Dispose();
        _empty.Dispose();
        _full.Dispose();
        _stop.Dispose();
    }

    private void Decode()
    {
        try
        {
            while (true)
            {
                OperationBatch batch = _empty.Take(_stop.Token);
                if (!_inner.TryRead(batch))
                {
                    break;
                }

                _full.Add(batch, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            _error = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            _full.CompleteAdding();
        }
    }
}
