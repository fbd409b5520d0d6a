using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Sweeps;

/// <summary>The points of a sweep. They are made when asked for, so that memory does not grow with their number.</summary>
public sealed class SweepPoints
{
    /// <summary>Most points of a sweep.</summary>
    public const int PointsMax = 1_000_000;

    private const ulong DrawPurpose = 16;

    private readonly SweepSpec _spec;
    private readonly long[]? _drawn;

    private SweepPoints(SweepSpec spec, int count, long[]? drawn)
    {
        _spec = spec;
        Count = count;
        _drawn = drawn;
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>A point. In the grid the last axis changes fastest; drawn points keep the grid's order.</summary>
    public SweepPoint this[int number] => new(number, _spec.Listed is { } listed ? listed[number] : OfGrid(_drawn?[number] ?? number));

    /// <summary>Makes the points; complains when there are none or too many.</summary>
    public static SweepPoints Of(SweepSpec spec, Arguments arguments)
    {
        Int128 size = spec.Axes.Aggregate((Int128)1, (product, axis) => Int128.Min((Int128)1 << 64, product * axis.Values.Count));
        Int128 count = spec.Listed?.Count ?? spec.RandomCount ?? (spec.Axes.Count == 0 ? 0 : size);
        if (count > PointsMax)
        {
            arguments.AddError($"the sweep has more than {PointsMax.ToString("N0", CultureInfo.InvariantCulture)} points");
        }
        else if (spec.RandomCount is { } wanted && size > 0 && wanted > size)
        {
            arguments.AddError(string.Create(CultureInfo.InvariantCulture, $"{wanted} random points are more than the grid has, which is {size}"));
        }
        else if (size > long.MaxValue)
        {
            arguments.AddError("the grid has more than 2^63 points, too many to draw from");
        }
        else
        {
            return new SweepPoints(spec, (int)count, spec.RandomCount is { } drawn && size > 0 ? Draw((long)size, drawn, spec.Seed) : null);
        }

        return new SweepPoints(spec, 0, null);
    }

    /// <summary>Different numbers below a limit, each set of them as likely, ascending (Floyd's method).</summary>
    private static long[] Draw(long size, int count, ulong seed)
    {
        Xoshiro random = new(seed, DrawPurpose);
        HashSet<long> drawn = [];
        for (long limit = size - count; limit < size; limit++)
        {
            long number = (long)random.Between(0, (ulong)limit);
            if (!drawn.Add(number))
            {
                drawn.Add(limit);
            }
        }

        return [.. drawn.Order()];
    }

    private SweepValue[] OfGrid(long number)
    {
        SweepValue[] values = new SweepValue[_spec.Axes.Count];
        for (int i = values.Length - 1; i >= 0; i--)
        {
            IReadOnlyList<SweepValue> choices = _spec.Axes[i].Values;
            values[i] = choices[(int)(number % choices.Count)];
            number /= choices.Count;
        }

        return values;
    }
}
