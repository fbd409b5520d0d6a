using AllocSim.Reports.Contention;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Console;

/// <summary>What a series over numbers of CPUs comes to, in plain words: up to where throughput grows, and what is in its way from there on.</summary>
internal static class ScaleConclusion
{
    // From one number of CPUs to another, less than this is no growth.
    private const double Growth = 1.05;

    /// <summary>The conclusion.</summary>
    /// <param name="steps">By number of CPUs; at least one.</param>
    public static string Of(IReadOnlyList<ScaleStep> steps)
    {
        int best = Best(steps);
        ScaleRow row = steps[best].Row;
        if (steps.Count == 1)
        {
            return $"{Cpus(row)}: {Reason(steps[0])}.";
        }

        string grown = best == 0 ? $"Throughput does not grow beyond {Cpus(row)}" : $"Throughput {(best == steps.Count - 1 ? "still grows with" : "grows up to")} {Cpus(row)}, to {Gain(row, steps[0].Row)} times that of {Cpus(steps[0].Row)}";
        ScaleStep next = steps[Math.Min(best + 1, steps.Count - 1)];
        return $"{grown}. With {Cpus(next.Row)} {Reason(next)}.";
    }

    /// <summary>Throughput by that of another number of CPUs: 1.50.</summary>
    internal static string Gain(ScaleRow row, ScaleRow first)
        => FormattableString.Invariant($"{(first.OperationsPerSecond == 0 ? 0 : row.OperationsPerSecond / first.OperationsPerSecond):0.00}");

    /// <summary>The first number of CPUs that no later one beats by much.</summary>
    private static int Best(IReadOnlyList<ScaleStep> steps)
    {
        double most = steps.Max(step => step.Row.OperationsPerSecond);
        return Enumerable.Range(0, steps.Count).First(i => steps[i].Row.OperationsPerSecond * Growth >= most);
    }

    /// <summary>What threads spend most of the time on in which they do not compute.</summary>
    private static string Reason(ScaleStep step)
    {
        ThreadTime time = step.Time;
        (long Ns, string What)[] parts =
        [
            (time.LocksNs, $"waiting for locks, {Quantity.Percent(step.Row.HottestWaitShare)} of that for {step.HottestName}"),
            (time.ObjectsNs, "waiting for objects that other threads have yet to make"),
            (time.PausesNs, "in the program's own pauses between its calls (--flat-out leaves them out)"),
            (time.ReadyNs, "waiting for a CPU"),
        ];
        (long ns, string what) = parts.MaxBy(part => part.Ns);
        (string who, string whose, string mark) = time.Threads == 1 ? ("the only thread", "its", "s") : ($"the {Quantity.Count(time.Threads)} threads", "their", "");
        return ns > time.RunningNs / 20
            ? $"{who} spend{mark} {Share(ns, time)} of {whose} time {what}"
            : $"{who} compute{mark} {Share(time.RunningNs, time)} of {whose} time" + (time.Threads <= step.Row.Cpus ? ": there is nobody for more CPUs" : "");
    }

    private static string Share(long ns, ThreadTime time) => Quantity.Percent(time.WholeNs == 0 ? 0 : ns / (double)time.WholeNs);

    private static string Cpus(ScaleRow row) => $"{Quantity.Count(row.Cpus)} {(row.Cpus == 1 ? "CPU" : "CPUs")}";
}
