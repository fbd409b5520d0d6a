using AllocSim.Cli.Runs;
using AllocSim.Reports.Console;
using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Contended;

/// <summary>What a change of options would save, found by running it.</summary>
internal static class WhatIf
{
    private const double LeastShare = 0.0005;

    private static readonly (string Name, string Change)[] Changes =
    [
        ("four shards a bin", "bin_shards:8-14336:4"),
        ("caches of twice the size", "lg_tcache_nslots_mul:2,tcache_nslots_small_max:400"),
        ("an arena a CPU", "percpu_arena:percpu"),
    ];

    /// <summary>A line for each change that changes something, and one for the others.</summary>
    /// <param name="request">The run in simulated time.</param>
    /// <param name="now">What it gave.</param>
    public static IEnumerable<string> Lines(RunRequest request, ContentionReport now)
    {
        List<string> idle = [];
        foreach ((string name, string added) in ChangesFor(now))
        {
            string conf = request.Conf.Length == 0 ? added : request.Conf + "," + added;
            if (request.Policy!.Check(conf).Errors.Count > 0)
            {
                continue;
            }

            ContentionReport then = ContendedRunner.Run(request, conf, request.Machine.CpuCount);
            long least = (long)(now.SimulatedNs * LeastShare);
            if (Math.Abs(then.SimulatedNs - now.SimulatedNs) <= least && Math.Abs(then.LockWaitNs - now.LockWaitNs) <= least)
            {
                idle.Add($"{name} ({added})");
            }
            else
            {
                yield return FormattableString.Invariant(
                    $"what if: {name} ({added}): takes {Quantity.Nanoseconds(then.SimulatedNs)}{Percent(now.SimulatedNs, then.SimulatedNs)}; threads wait {Quantity.Nanoseconds(then.LockWaitNs)} for locks{Percent(now.LockWaitNs, then.LockWaitNs)}");
            }
        }

        if (idle.Count > 0)
        {
            yield return $"what if: no difference from {string.Join(" or ", idle)}";
        }
    }

    // Threads get an arena of their own as long as there are enough: only where some share one does another help.
    private static IEnumerable<(string Name, string Change)> ChangesFor(ContentionReport now)
    {
        int arenas = now.Mutexes.Count(row => row.Mutex.EndsWith(".mutexes.base", StringComparison.Ordinal));
        return now.Threads.Count(thread => thread.Thread >= 0) > arenas
            ? Changes.Prepend(("one more arena", FormattableString.Invariant($"narenas:{arenas + 1}")))
            : Changes;
    }

    private static string Percent(long now, long then) => now == 0 ? "" : FormattableString.Invariant($" ({(then - now) * 100.0 / now:+0.0;-0.0;±0.0}%)");
}
