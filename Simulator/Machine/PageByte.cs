namespace AllocSim.Simulator.Machine;

/// <summary>The byte that stands for a page, and what each change does to it.</summary>
/// <remarks>
/// <code>
/// bit  7   6   5            4             3            2 1 0
///      0   0   part of a    huge pages    huge pages   PageState
///              huge page    refused       asked for
/// </code>
/// </remarks>
internal static class PageByte
{
    /// <summary>The bits of the <see cref="PageState"/>.</summary>
    public const int StateMask = 7;

    /// <summary>MADV_HUGEPAGE was said.</summary>
    public const byte HugeWanted = 8;

    /// <summary>MADV_NOHUGEPAGE was said.</summary>
    public const byte HugeRefused = 16;

    /// <summary>Part of a huge page.</summary>
    public const byte HugeBacked = 32;

    /// <summary>The byte after a change.</summary>
    public static byte After(PageChange change, byte was)
    {
        PageState state = (PageState)(was & StateMask);
        return change switch
        {
            PageChange.Unmap => 0,
            PageChange.MapNoAccess => (byte)PageState.Reserved,
            PageChange.Map => (byte)PageState.Untouched,
            PageChange.TakeAccess when state == PageState.Untouched => In(PageState.Reserved, was),
            PageChange.GiveAccess when state == PageState.Reserved => In(PageState.Untouched, was),
            PageChange.Touch => In(PageState.Resident, was),
            PageChange.DontNeed when state is PageState.Resident or PageState.LazilyFreed => (byte)(In(PageState.Untouched, was) & ~HugeBacked),
            PageChange.Free when state == PageState.Resident => In(PageState.LazilyFreed, was),
            PageChange.WantHuge when state != PageState.Unmapped => (byte)((was & ~HugeRefused) | HugeWanted),
            PageChange.RefuseHuge when state != PageState.Unmapped => (byte)((was & ~HugeWanted) | HugeRefused),
            PageChange.BackHuge => (byte)(In(PageState.Resident, was) | HugeBacked),
            PageChange.SplitHuge => (byte)(was & ~HugeBacked),
            _ => was,
        };
    }

    private static byte In(PageState state, byte was) => (byte)((was & ~StateMask) | (int)state);
}
