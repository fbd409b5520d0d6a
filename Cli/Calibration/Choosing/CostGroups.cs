using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Calibration.Choosing;

/// <summary>Which cost belongs to which <see cref="CostGroup"/>.</summary>
internal static class CostGroups
{
    /// <summary>All groups.</summary>
    public static IReadOnlyList<CostGroup> All { get; } = Enum.GetValues<CostGroup>();

    /// <summary>The group of a kind; null for what is set by hand in every table.</summary>
    public static CostGroup? Of(CostKind kind) => kind switch
    {
        CostKind.TimeSlice or CostKind.SleepGap => null,
        >= CostKind.Mmap and <= CostKind.PageZero or CostKind.ThreadExit => CostGroup.System,
        CostKind.Loop or CostKind.Handover or CostKind.ObjectNotice => CostGroup.Program,
        >= CostKind.Lock and <= CostKind.SpinNotice => CostGroup.Locks,
        CostKind.WakeUp or CostKind.FutexWake or CostKind.ContextSwitch => CostGroup.Waking,
        _ => CostGroup.Calls,
    };

    /// <summary>What people call it.</summary>
    public static string Name(CostGroup group) => group switch
    {
        CostGroup.System => "calls to the system and page faults",
        CostGroup.Program => "the program between two calls",
        CostGroup.Locks => "locks",
        CostGroup.Waking => "sleeping and waking",
        _ => "steps of the allocator",
    };

    /// <summary>A table with the entries of some groups taken from another one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="other">The other one.</param>
    /// <param name="groups">Which entries are the other one's.</param>
    public static CostTable Mix(CostTable table, CostTable other, IReadOnlyCollection<CostGroup> groups)
        => table.Kinds.Where(kind => Of(kind) is { } group && groups.Contains(group)).Aggregate(table, (mixed, kind) => mixed.With(kind, other[kind]));
}
