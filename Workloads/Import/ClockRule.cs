using System.Globalization;
using AllocSim.Workloads.Units;

namespace AllocSim.Workloads.Import;

/// <summary>A declared clock, for traces that carry no time: every operation takes so long.</summary>
/// <param name="StepNs">Nanoseconds an operation; 0 to 2^40.</param>
/// <param name="PerThread">True when each thread runs at that rate by itself, so that n busy threads make n operations in a step; false when all threads together do.</param>
public sealed record ClockRule(long StepNs, bool PerThread)
{
    /// <summary>What is used where nothing was declared: 100 ns an operation.</summary>
    public static ClockRule Default { get; } = new(100, PerThread: false);

    /// <summary>Reads a clock such as 100ns/op or 2us/op/thread.</summary>
    public static bool TryParse(string text, out ClockRule rule)
    {
        bool perThread = text.EndsWith("/thread", StringComparison.Ordinal);
        string rest = perThread ? text[..^"/thread".Length] : text;
        bool hasUnit = rest.EndsWith("/op", StringComparison.Ordinal);
        if (hasUnit && QuantityText.TryDuration(rest[..^"/op".Length], out long step) && step <= 1L << 40)
        {
            rule = new ClockRule(step, perThread);
            return true;
        }

        rule = Default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StepNs}ns/op{(PerThread ? "/thread" : "")}");
}
