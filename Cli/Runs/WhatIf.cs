using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Runs;

/// <summary>What a change of options would save, found by running it.</summary>
internal static class WhatIf
{
    private const double LeastShare = 0.0005;

    /// <summary>A line for each change that changes something, and one for the others.</summary>
    /// <param name="request">The run in simulated time.</param>
    /// <param name="now">What it gave.</param>
    public static IEnumerable<string> Lines(RunRequest request, ContentionReport now)
    {
        List<string> idle = [];
        IReadOnlyList<OptionChange> changes = request.Policy!.WhatIfs([.. now.Mutexes.Select(row => row.Mutex)], now.Threads.Count(thread => thread.Thread >= 0));
        if (changes.Count == 0)
        {
            yield return $"what if: {request.Policy.Name} proposes no changes of options";
        }

        foreach ((string name, string added) in changes)
        {
            string conf = request.Conf.Length == 0 ? added : request.Conf + request.Policy.Grammar.Separator + added;
            if (request.Policy.Check(added).Strict().Errors.Count > 0 || request.Policy.Check(conf).Errors.Count > 0)
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

    private static string Percent(long now, long then) => now == 0 ? "" : FormattableString.Invariant($" ({(then - now) * 100.0 / now:+0.0;-0.0;±0.0}%)");
}
