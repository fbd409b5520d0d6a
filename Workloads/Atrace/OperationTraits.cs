using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Atrace;

/// <summary>Which fields each kind of operation has.</summary>
internal static class OperationTraits
{
    private const int SizeBit = 1, ExtraBit = 2, FlagsBit = 4, RoleShift = 4;

    private static readonly byte[] Traits = [.. Enum.GetValues<OperationKind>().Select(Describe)];

    /// <summary>Whether a requested size belongs to the call.</summary>
    public static bool HasSize(OperationKind kind) => (Traits[(int)kind] & SizeBit) != 0;

    /// <summary>Whether a second number belongs to the call.</summary>
    public static bool HasExtra(OperationKind kind) => (Traits[(int)kind] & ExtraBit) != 0;

    /// <summary>Whether flags or a control mode belong to the call.</summary>
    public static bool HasFlags(OperationKind kind) => (Traits[(int)kind] & FlagsBit) != 0;

    /// <summary>What the call does to its object.</summary>
    public static ObjectRole RoleOf(OperationKind kind) => (ObjectRole)(Traits[(int)kind] >> RoleShift);

    /// <summary>Whether the call makes an object.</summary>
    public static bool MakesObject(OperationKind kind) => RoleOf(kind) is ObjectRole.Made or ObjectRole.Remade;

    private static byte Describe(OperationKind kind)
    {
        ObjectRole role = kind switch
        {
            OperationKind.Malloc or OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc or OperationKind.Mallocx => ObjectRole.Made,
            OperationKind.Realloc or OperationKind.Rallocx => ObjectRole.Remade,
            OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx => ObjectRole.Freed,
            OperationKind.Xallocx or OperationKind.Sallocx => ObjectRole.Used,
            OperationKind.Ctl => ObjectRole.Name,
            _ => ObjectRole.None,
        };
        bool size = role is ObjectRole.Made or ObjectRole.Remade || kind is OperationKind.Xallocx or OperationKind.Sdallocx or OperationKind.Nallocx;
        bool extra = kind is OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc or OperationKind.Xallocx or OperationKind.Ctl;
        bool flags = kind is (>= OperationKind.Mallocx and <= OperationKind.Nallocx) or OperationKind.Ctl;
        return (byte)((size ? SizeBit : 0) | (extra ? ExtraBit : 0) | (flags ? FlagsBit : 0) | ((int)role << RoleShift));
    }
}
