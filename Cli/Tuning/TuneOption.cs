using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Tuning;

/// <summary>One option that a search can set: choice 0 leaves it at its default, choice i takes the i-th value.</summary>
public sealed class TuneOption
{
    private readonly double[] _positions;

    /// <summary>Makes it from a policy's declaration.</summary>
    /// <param name="option">The option.</param>
    public TuneOption(PolicyOption option)
        : this(option.Name, option.Tuning, option.Default)
    {
    }

    /// <summary>Makes one that is no option of the allocator's own.</summary>
    /// <param name="name">Its name in sweeps.</param>
    /// <param name="range">Its values.</param>
    /// <param name="standard">The value where nobody sets it.</param>
    public TuneOption(string name, TuningRange range, string standard)
    {
        Name = name;
        Range = range;
        Default = standard;
        Values = [.. range.Values.Where(value => value != standard)];
        int middle = range.Values.ToList().IndexOf(standard);

        // A default that is none of the values, such as one that follows from the number of CPUs, lies behind them.
        _positions = [middle >= 0 ? middle : range.Values.Count, .. Values.Select(value => (double)range.Values.ToList().IndexOf(value))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it decides and which values are worth trying.</summary>
    public TuningRange Range { get; }

    /// <summary>The value where nobody sets it, in the library's words.</summary>
    public string Default { get; }

    /// <summary>The values other than the default.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Choices: the default and the values.</summary>
    public int Count => Values.Count + 1;

    /// <summary>Where a choice lies among the values, so that choices that are alike are near each other.</summary>
    public double Position(int choice) => _positions[choice];

    /// <summary>The value of a choice.</summary>
    public string ValueOf(int choice) => choice == 0 ? Default : Values[choice - 1];
}
