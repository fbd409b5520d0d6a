using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Contended;

/// <summary>The cost table that <c>allocsim calibrate</c> keeps for this machine, and that <c>--costs machine</c> means.</summary>
public static class MachineCosts
{
    /// <summary>The word for it.</summary>
    public const string Word = "machine";

    /// <summary>The word for the table that is used when none is given.</summary>
    public const string DefaultWord = "default";

    /// <summary>Where it is: in $XDG_DATA_HOME/allocsim, or ~/.local/share/allocsim, under the machine's name, since several machines may share a home.</summary>
    public static string File => Path.Combine(UserFolder.Data, $"costs-{Environment.MachineName}.yaml");

    /// <summary>What the file holds after a calibration. One of the default policy leaves the steps of other policies; one of another policy changes its steps alone, as the machine's entries are measured best with the default policy.</summary>
    /// <param name="known">The lines of the file; none for no file.</param>
    /// <param name="measured">Those of the table that was measured.</param>
    /// <param name="policy">Whose library was measured.</param>
    /// <param name="policies">All policies.</param>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> known, IReadOnlyList<string> measured, Policy policy, PolicyRegistry policies)
    {
        string[] own = [.. policy.CostSteps.Select(Entry)];
        string[] others = [.. policies.CostSteps.Select(Entry).Except(own)];
        return policy != policies.Default && known.Count > 0
            ? [.. known.Where(line => !IsAny(line, own)), .. measured.Where(line => IsAny(line, own))]
            : [.. measured, .. known.Where(line => IsAny(line, others))];
    }

    private static string Entry(CostStep step) => step.Name + "_ns:";

    private static bool IsAny(string line, string[] entries) => Array.Exists(entries, entry => line.StartsWith(entry, StringComparison.Ordinal));
}
