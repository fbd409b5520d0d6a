namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>Finds the small classes that waste least for the sizes that a program asks for: of all sets of so many classes the one with the fewest bytes lost, exactly, by dynamic programming.</summary>
/// <remarks>
/// A class of s bytes in slabs of b bytes with n regions costs b / n bytes for each request that it serves, which counts both the slop of the request and its share of the slab's tail.
/// Of the slabs up to <see cref="SlabPagesMax"/> pages each class takes the one with the least b / n, the smallest among equals. Classes that cost no less than a larger one never help, so the
/// costs of those that remain ascend; then the best first class of a suffix moves only one way, and each layer takes n log n steps (divide and conquer).
/// </remarks>
public sealed class SizeClassFit
{
    /// <summary>Most pages of a fitted class's slab, unless a single region needs more.</summary>
    public const int SlabPagesMax = 16;

    private readonly SizeClass[] _candidates;
    private readonly double[] _costs;
    private readonly double[] _counts;
    private double[] _best;
    private double[] _next;
    private readonly List<int[]> _choices = [];

    private SizeClassFit(SizeClass[] candidates, IReadOnlyList<KeyValuePair<ulong, long>> sizes, int pageSize)
    {
        _candidates = candidates;
        _costs = [.. candidates.Select(c => CostOf(c, pageSize))];
        _counts = new double[candidates.Length];
        int at = 0;
        double sum = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            for (; at < sizes.Count && sizes[at].Key <= candidates[i].Size; at++)
            {
                sum += sizes[at].Value;
            }

            _counts[i] = sum;
        }

        _best = new double[_candidates.Length];
        _next = new double[_candidates.Length];
    }

    /// <summary>Replaces the wish for fitted classes by a list.</summary>
    /// <param name="choice">With <see cref="SizeClassChoice.FitCount"/> set.</param>
    /// <param name="sizes">Requested bytes and how often, ascending; those beyond the largest small class do not count.</param>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <returns>The choice with a list; unchanged when no request is small.</returns>
    public static SizeClassChoice Apply(SizeClassChoice choice, IReadOnlyList<KeyValuePair<ulong, long>> sizes, int pageSize)
    {
        SizeClassChoice plain = choice with { FitCount = 0 };
        ulong largest = plain.LargestSmall(pageSize);
        KeyValuePair<ulong, long>[] small = [.. sizes.Where(size => size.Key <= largest)];
        return small.Length == 0
            ? plain
            : plain with { SmallMin = 8, SmallMax = 0, List = Best(small, plain, pageSize, choice.FitCount) };
    }

    /// <summary>Bytes that a request served by a class costs: its region and a share of its slab's tail.</summary>
    public static double CostOf(SizeClass entry, int pageSize)
    {
        ulong slab = (ulong)entry.SlabPages * (ulong)pageSize;
        return slab / (double)(slab / entry.Size);
    }

    private static SizeClass[] Best(KeyValuePair<ulong, long>[] sizes, SizeClassChoice choice, int pageSize, int count)
    {
        SizeClassFit fit = new(Candidates(choice, pageSize, sizes[^1].Key), sizes, pageSize);
        fit.First();
        while (fit._choices.Count < count && fit.AddLayer())
        {
        }

        return fit.Trace();
    }

    /// <summary>Every multiple of the quantum, and the powers of two below it, up to the first that holds the largest request; without those that a larger one makes needless.</summary>
    private static SizeClass[] Candidates(SizeClassChoice choice, int pageSize, ulong largest)
    {
        ulong quantum = 1UL << choice.LgQuantum;
        int maxRegions = choice.Geometry(pageSize).MaxRegions(1);
        List<SizeClass> all = [];
        for (ulong size = choice.SmallMin; all.Count == 0 || all[^1].Size < largest; size = size < quantum ? size * 2 : size + quantum)
        {
            all.Add(new SizeClass(size, true, SlabPages(size, pageSize, maxRegions)));
        }

        Stack<SizeClass> useful = new();
        foreach (SizeClass entry in all)
        {
            while (useful.TryPeek(out SizeClass last) && CostOf(last, pageSize) >= CostOf(entry, pageSize))
            {
                useful.Pop();
            }

            useful.Push(entry);
        }

        return [.. useful.Reverse()];
    }

    private static int SlabPages(ulong size, int pageSize, int maxRegions)
    {
        int least = (int)((size + (ulong)pageSize - 1) / (ulong)pageSize);
        int best = least;
        for (int pages = least + 1; pages <= SlabPagesMax && (ulong)pages * (ulong)pageSize / size <= (ulong)maxRegions; pages++)
        {
            if (CostOf(new SizeClass(size, true, pages), pageSize) < CostOf(new SizeClass(size, true, best), pageSize))
            {
                best = pages;
            }
        }

        return best;
    }

    /// <summary>One class for all requests up to it.</summary>
    private void First()
    {
        int[] none = new int[_candidates.Length];
        Array.Fill(none, -1);
        for (int i = 0; i < _candidates.Length; i++)
        {
            _best[i] = _counts[i] * _costs[i];
        }

        _choices.Add(none);
    }

    /// <summary>One class more; false when that lowers nothing.</summary>
    private bool AddLayer()
    {
        int[] choice = new int[_candidates.Length];
        Array.Fill(choice, -1);
        _best.AsSpan().CopyTo(_next);
        Solve(choice, 1, _candidates.Length - 1, 0, _candidates.Length - 2);
        if (!(_next[^1] < _best[^1]))
        {
            return false;
        }

        _choices.Add(choice);
        (_best, _next) = (_next, _best);
        return true;
    }

    private void Solve(int[] choice, int low, int high, int from, int to)
    {
        if (low > high)
        {
            return;
        }

        int middle = (low + high) / 2;
        double least = double.MaxValue;
        int at = from;
        for (int i = from; i <= Math.Min(to, middle - 1); i++)
        {
            double cost = _best[i] + ((_counts[middle] - _counts[i]) * _costs[middle]);
            if (cost < least)
            {
                least = cost;
                at = i;
            }
        }

        if (least < _best[middle])
        {
            _next[middle] = least;
            choice[middle] = at;
        }

        Solve(choice, low, middle - 1, from, at);
        Solve(choice, middle + 1, high, at, to);
    }

    private SizeClass[] Trace()
    {
        List<SizeClass> list = [];
        int layer = _choices.Count - 1;
        for (int at = _candidates.Length - 1; at >= 0; layer--)
        {
            // A layer that did not help here left what the one before it had.
            while (_choices[layer][at] < 0 && layer > 0)
            {
                layer--;
            }

            list.Add(_candidates[at]);
            at = _choices[layer][at];
        }

        list.Reverse();
        return [.. list];
    }
}
