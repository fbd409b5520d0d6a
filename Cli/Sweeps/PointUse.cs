using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Sweeps;

/// <summary>How to use a point of a sweep: the command that replays it, and the options as the real library takes them.</summary>
internal static class PointUse
{
    /// <summary>The lines, ready to be copied.</summary>
    /// <param name="common">What all points have in common.</param>
    /// <param name="point">The point.</param>
    public static IReadOnlyList<string> Of(RunRequest common, RunRequest point)
    {
        if (point.Policy is not { } policy)
        {
            return [];
        }

        string sizes = policy.SizeClasses.Length == 0 ? "" : $" --size-classes '{policy.SizeClasses}'";
        string machine = (point.Machine.PageSize == common.Machine.PageSize ? "" : $" --page-size {point.Machine.PageSize}")
            + (point.Machine.HugePages == common.Machine.HugePages ? "" : $" --thp {point.Machine.HugePages.ToString().ToLowerInvariant()}")
            + (point.Machine.CpuCount == common.Machine.CpuCount ? "" : FormattableString.Invariant($" --cpus {point.Machine.CpuCount}"))
            + (point.Touch == common.Touch ? "" : $" --touch {point.Touch.ToString().ToLowerInvariant()}");
        string replay = $"allocsim replay {common.TracePath} --policy {policy.Name}{(point.Conf.Length == 0 ? "" : $" --conf '{point.Conf}'")}{sizes}{machine}";
        return point.Conf.Length == 0 ? [replay] : [replay, Variable(policy, point.Conf)];
    }

    private static string Variable(Policy policy, string conf)
    {
        string carrier = policy.Grammar.Carrier.Length > 0 ? policy.Grammar.Carrier : policy.Library?.Variable ?? "";
        bool areVariables = policy.Grammar.Assign == "=" && policy.Grammar.Carrier.Length == 0;
        return areVariables ? $"{conf.Replace(policy.Grammar.Separator, " ", StringComparison.Ordinal)} PROGRAM"
            : carrier.Length > 0 ? $"{carrier}='{conf}' PROGRAM" : conf;
    }
}
