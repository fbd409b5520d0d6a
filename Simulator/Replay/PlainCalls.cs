using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Calls that not every allocator has, and what a lenient replay makes of them: the call with the same effect that each has, or nothing.</summary>
public static class PlainCalls
{
    /// <summary>Whether the allocators of a policy have a call.</summary>
    public static bool Has(Policy policy, OperationKind kind) => kind switch
    {
        OperationKind.Ctl => policy.Answers<IControls>(),
        OperationKind.Stats => policy.Answers<IStatistics>(),
        >= OperationKind.Mallocx and <= OperationKind.Nallocx => policy.Answers<IExtendedCalls>(),
        _ => true,
    };

    /// <summary>What a call is called.</summary>
    public static string Name(OperationKind kind) => kind switch
    {
        OperationKind.Ctl => "mallctl",
        OperationKind.Stats => "malloc_stats_print",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The plain counterpart of a call.</summary>
    /// <param name="operation">A call of the x-family, a control or a request for statistics.</param>
    /// <param name="plain">The call that stands for it.</param>
    /// <returns>False where there is none.</returns>
    public static bool TryMap(in Operation operation, out Operation plain)
    {
        plain = operation;
        plain.Flags = 0;
        switch (operation.Kind)
        {
            case OperationKind.Mallocx when ExtendedFlags.AlignmentOf(operation.Flags) > 1:
                plain.Kind = OperationKind.Memalign;
                plain.Extra = Math.Max(ExtendedFlags.AlignmentOf(operation.Flags), sizeof(ulong)); // posix_memalign takes no less than a pointer's size.
                return true;
            case OperationKind.Mallocx when ExtendedFlags.IsZeroed(operation.Flags):
                plain.Kind = OperationKind.Calloc;
                plain.Extra = 1;
                return true;
            case OperationKind.Mallocx:
                plain.Kind = OperationKind.Malloc;
                return true;
            case OperationKind.Rallocx:
                plain.Kind = OperationKind.Realloc;
                return true;
            case OperationKind.Dallocx or OperationKind.Sdallocx:
                plain.Kind = OperationKind.Free;
                return true;
            default:
                return false;
        }
    }
}
