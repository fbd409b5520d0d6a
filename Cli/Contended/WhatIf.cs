using AllocSim.Cli.Runs;
using AllocSim.Reports.Console;
using AllocSim.Reports.Contention;

namespace AllocSim.Cli.Contended;

/// <summary>What a change of options would save, found by running it.</summary>
internal static class WhatIf
{
    private static readonly (string Name, string Change)[] Changes =
    [
        ("one more arena", "narenas:{0}"),
        ("four shards a bin", "bin_shards:8-14336:4"),
        ("caches of twice the size", "lg_tcache_nslots_mul:2,tcache_nslots_small_max:400"),
        ("an arena a CPU", "percpu_arena:percpu"),
    ];

    /// <summary>A line for each change, the present options first.</summary>
    /// <param name="request">The run in simulated time.</param>
    /// <param name="now">What it gave.</param>
    public static IEnumerable<string> Lines(RunRequest request, ContentionReport now)
    {
        int arenas = now.Mutexes.Count(row => row.Mutex.EndsWith(".mutexes.base", StringComparison.Ordinal));
        foreach ((string name, string change) in Changes)
        {
            string added = string.Format(System.Globalization.CultureInfo.InvariantCulture, change, arenas + 1);
            string conf = request.Conf.Length == 0 ? added : request.Conf + "," + added;
            if (request.Policy!.Check(conf).Errors.Count > 0)
            {
                continue;
            }

            ContentionReport then = ContendedRunner.Run(request, conf, request.Machine.CpuCount);
            yield return FormattableString.Invariant(
                $"what if: {name} ({added}): {Percent(now.SimulatedNs, then.SimulatedNs)} time ({Quantity.Nanoseconds(then.SimulatedNs)}), {Percent(now.LockWaitNs, then.LockWaitNs)} lock waiting ({Quantity.Nanoseconds(then.LockWaitNs)})");
        }
    }

    private static string Percent(long now, long then) => now == 0 ? "±0.0%" : FormattableString.Invariant($"{(then - now) * 100.0 / now:+0.0;-0.0;±0.0}%");
}
