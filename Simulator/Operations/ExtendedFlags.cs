namespace AllocSim.Simulator.Operations;

/// <summary>The part of the flags of an x-call (<see cref="Operation.Flags"/>) that has a meaning for every allocator.</summary>
internal static class ExtendedFlags
{
    private const int LgAlignMask = 0x3f;
    private const int Zero = 0x40;

    /// <summary>Bytes whose multiple the address is to be; 1 where the flags ask for nothing.</summary>
    public static ulong AlignmentOf(int flags) => 1UL << (flags & LgAlignMask);

    /// <summary>Whether the object is to be zeroed.</summary>
    public static bool IsZeroed(int flags) => (flags & Zero) != 0;
}
