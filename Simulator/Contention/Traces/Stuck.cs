using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Finds threads that wait for ever, and says for what.</summary>
internal static class Stuck
{
    private const int NamedMax = 8;

    public static void ThrowIfAny(IReadOnlyList<TraceThread> threads, ContentionKernel kernel)
    {
        TraceThread[] stuck = [.. threads.Where(t => t.Thread.State != ThreadState.Ended && !t.IsBackground)];
        if (stuck.Length == 0)
        {
            return;
        }

        IEnumerable<string> reasons = stuck.Take(NamedMax).Select(run => Reason(run, kernel));
        string more = stuck.Length > NamedMax ? $"; and {stuck.Length - NamedMax} more" : "";
        throw new TraceFormatException($"the trace's threads wait for each other for ever: {string.Join("; ", reasons)}{more}");
    }

    private static string Reason(TraceThread run, ContentionKernel kernel)
    {
        string at = FormattableString.Invariant($"thread {run.Thread.Number} at operation {run.CurrentIndex} ({run.Current.Kind.ToString().ToLowerInvariant()})");
        if (run.Thread.WaitsFor is { } wanted)
        {
            return $"{at} waits for {wanted.Mutex.Name}, which thread {wanted.Holder?.Number ?? -1} has";
        }

        string held = string.Join(" and ", kernel.Locks.Where(l => l.Holder == run.Thread).Select(l => l.Mutex.Name));
        return $"{at} waits for its object to be made{(held.Length > 0 ? " while it has " + held : "")}";
    }
}
