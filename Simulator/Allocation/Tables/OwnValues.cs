using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>Room for the gauges of an allocator's own.</summary>
[InlineArray(Length)]
public struct OwnValues
{
    /// <summary>Most gauges that a policy can declare.</summary>
    public const int Length = 12;

    private ulong _first;
}
