using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>Finds the operations that moments of a trace belong to, by reading it once.</summary>
public sealed class MomentSearch
{
    private ulong[] _sizes = new ulong[1024];
    private ulong _live;
    private ulong _most;
    private long _index;
    private long _lastNs;

    /// <summary>The operation with which most bytes are requested.</summary>
    public long Peak { get; private set; }

    /// <summary>The moments as operations, by index.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="open">Opens the trace.</param>
    /// <exception cref="UsageException">A time lies behind the trace's last operation.</exception>
    public static IReadOnlyList<long> Resolve(Moments moments, Func<ITraceSource> open)
    {
        if (!moments.NeedsSearch)
        {
            return moments.Operations;
        }

        MomentSearch search = new();
        long[] found = new long[moments.Times.Count];
        Array.Fill(found, -1);
        using ITraceSource trace = open();
        OperationBatch batch = new();
        long? first = null;
        while (trace.TryRead(batch))
        {
            foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
            {
                first ??= operation.TimeNs;
                for (int i = 0; i < found.Length; i++)
                {
                    found[i] = operation.TimeNs - first.Value <= moments.Times[i] ? search._index : found[i];
                }

                search._lastNs = operation.TimeNs - first.Value;
                search.Run(operation);
            }
        }

        string[] beyond = [.. moments.Times.Where(time => time > search._lastNs).Select(time => $"--at {Quantity.Nanoseconds(time)}: the trace ends at {Quantity.Nanoseconds(search._lastNs)}")];
        if (beyond.Length > 0)
        {
            throw new UsageException(beyond);
        }

        return [.. moments.Operations, .. found.Where(index => index >= 0), .. moments.AtPeak ? (long[])[search.Peak] : []];
    }

    private void Run(in Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Malloc or OperationKind.Memalign or OperationKind.AlignedAlloc or OperationKind.Mallocx:
                Put(operation.Object, operation.Size);
                break;
            case OperationKind.Calloc:
                Put(operation.Object, unchecked(operation.Size * operation.Extra));
                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                Put(operation.OldObject, 0);
                Put(operation.Object, operation.Size);
                break;
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx:
                Put(operation.Object, 0);
                break;
            default:
                break;
        }

        if (_live > _most)
        {
            _most = _live;
            Peak = _index;
        }

        _index++;
    }

    private void Put(int slot, ulong size)
    {
        if (slot < 0)
        {
            return;
        }

        if (slot >= _sizes.Length)
        {
            Array.Resize(ref _sizes, Math.Max(slot + 1, _sizes.Length * 2));
        }

        _live = _live - _sizes[slot] + size;
        _sizes[slot] = size;
    }
}
