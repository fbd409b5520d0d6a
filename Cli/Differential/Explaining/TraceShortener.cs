using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Makes a trace short as long as it still shows a difference.</summary>
/// <param name="differenceAt">The operation in which a trace shows the difference; -1 where it does not.</param>
/// <param name="triesMax">How often that may be asked.</param>
/// <param name="isKept">Operations that others may depend on by a number of their own, as those of controls that make something; null for none. They go all at once, when nothing names them.</param>
/// <remarks>
/// What lies behind the difference goes at once, with each trace that shows it. A short stretch of a trace often shows it by itself, so those are looked at first. Then ever smaller groups are dropped, from the end on,
/// until no single operation and no single object can go: operations in their order, whole threads, and objects with all that happens to them, by size and by age, as what lives near the difference, or is of its size,
/// often stays as one. Where the trace is still long, its small objects are made large: one large object may do to an allocator what hundreds of small ones do. What is short is made plain: one thread, one time, few sizes.
/// </remarks>
internal sealed class TraceShortener(Func<IReadOnlyList<ListedOperation>, int> differenceAt, int triesMax, Func<ListedOperation, bool>? isKept = null)
{
    /// <summary>A trace of so many operations is short.</summary>
    public const int ShortOperations = 50;

    private const int CoarseGroups = 64;
    private const int ShortestStretch = 64;
    private const int StretchGrowth = 4;
    private const int StretchesMax = 150;
    private const int SizesMax = 24;

    // Alignment and zeroing; what is above names something that a control may have made.
    private const int LargestPlainFlag = 0xff;

    // Of all tries together, so that long traces end, too.
    private const long OperationsMax = 400_000_000;

    private static readonly ulong[] LargeSizes = [16 << 10, 64 << 10, 1 << 20];

    private readonly Func<ListedOperation, bool> _isKept = isKept ?? (_ => false);
    private List<ListedOperation> _trace = [];
    private int _tries;
    private long _operations;

    private bool IsSpent => _tries >= triesMax || _operations >= OperationsMax;

    /// <summary>The shortest trace found.</summary>
    /// <param name="trace">A trace that shows it. What lies behind the difference may show it, too, without all that lies before.</param>
    public List<ListedOperation> Shorten(List<ListedOperation> trace)
    {
        _trace = trace;
        Try(trace);
        FindStretch(trace);
        DropGroups();
        for (int i = 0; i < LargeSizes.Length && _trace.Count >= ShortOperations && !IsSpent; i++)
        {
            TryLarger(LargeSizes[i]);
        }

        int before = _trace.Count;
        MakePlain();
        if (_trace.Count < before)
        {
            DropGroups();
        }

        return _trace;
    }

    // Takes a trace for the shortest one where it shows the difference.
    private bool Try(List<ListedOperation> candidate)
    {
        if (candidate.Count == 0 || candidate.Count > _trace.Count || IsSpent)
        {
            return false;
        }

        _tries++;
        _operations += candidate.Count;
        int at = differenceAt(candidate);
        if (at < 0)
        {
            return false;
        }

        _trace = candidate.GetRange(0, at + 1);
        return true;
    }

    private void FindStretch(List<ListedOperation> whole)
    {
        for (long length = ShortestStretch; length < _trace.Count / 2; length *= StretchGrowth)
        {
            int step = (int)Math.Max(length / 2, whole.Count / StretchesMax);
            for (int start = 0; start + length <= whole.Count && !IsSpent; start += step)
            {
                if (Try(TraceCuts.Alone(whole, start, (int)length, _isKept)))
                {
                    return;
                }
            }
        }
    }

    private void DropGroups()
    {
        int groups = CoarseGroups;
        while (!IsSpent)
        {
            int before = _trace.Count;
            Drop(TraceCuts.Threads, operation => operation.Operation.Thread, groups);
            Drop(TraceCuts.Operations, operation => operation.Index, groups);
            Drop(TraceCuts.ObjectsBySize, TraceCuts.MadeBy, groups);
            Drop(TraceCuts.ObjectsByAge, TraceCuts.MadeBy, groups);
            if (_trace.Count == before && groups >= _trace.Count)
            {
                break;
            }

            groups = _trace.Count < before ? groups : (int)Math.Min((long)groups * CoarseGroups, int.MaxValue);
        }
    }

    // Halves, quarters and so on of what is there, down to so many groups; from the end on, as what lies behind is needed least.
    private void Drop(Func<List<ListedOperation>, long[]> keysOf, Func<ListedOperation, long> keyOf, int groups)
    {
        for (int parts = 2; !IsSpent; parts = (int)Math.Min(parts * 2L, int.MaxValue))
        {
            long[] keys = keysOf(_trace);
            int length = Math.Max(keys.Length / parts, 1);
            for (int end = keys.Length; end > 0 && !IsSpent; end -= length)
            {
                List<ListedOperation> kept = TraceCuts.Without(_trace, [.. keys[Math.Max(end - length, 0)..end]], keyOf, _isKept);
                if (kept.Count < _trace.Count)
                {
                    Try(kept);
                }
            }

            if (parts >= groups || length == 1)
            {
                break;
            }
        }
    }

    private void TryLarger(ulong size)
    {
        List<ListedOperation> before = _trace;
        if (TraceCuts.WithSizes(before, had => Math.Max(had, size)) is { } larger && Try(larger))
        {
            DropGroups();
            _trace = _trace.Count < before.Count ? _trace : before;
        }
    }

    private void MakePlain()
    {
        if (!_trace.Exists(operation => operation.Operation.Kind is >= OperationKind.Mallocx and <= OperationKind.Nallocx && operation.Operation.Flags > LargestPlainFlag))
        {
            Try([.. _trace.Where(operation => !_isKept(operation))]);
        }

        Try(TraceCuts.OneThread(_trace));
        Try(TraceCuts.OneTime(_trace));
        ulong[] sizes = TraceCuts.Sizes(_trace);
        for (int i = sizes.Length - 1; i > 0 && sizes.Length <= SizesMax; i--)
        {
            ulong from = sizes[i];
            for (int to = 0; to < i; to++)
            {
                ulong smaller = sizes[to];
                if (TraceCuts.WithSizes(_trace, had => had == from ? smaller : had) is { } fewer && Try(fewer))
                {
                    break;
                }
            }
        }
    }
}
