namespace AllocSim.Simulator.Machine;

/// <summary>The byte that stands for a page, and what each change does to it.</summary>
/// <remarks>
/// <code>
/// bit  7   6        5            4             3            2 1 0
///      0   may be   part of a    huge pages    huge pages   PageState
///          read     huge page    refused       asked for
///          and written
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

    /// <summary>The page may be read and written. An untouched page always may be, a reserved one never; memory can also be behind a page from which access was taken.</summary>
    public const byte Accessible = 64;

    /// <summary>The byte after a change.</summary>
    public static byte After(PageChange change, byte was)
    {
        PageState state = (PageState)(was & StateMask);
        return change switch
        {
            PageChange.Unmap => 0,
            PageChange.MapNoAccess => (byte)PageState.Reserved,
            PageChange.Map => (byte)PageState.Untouched | Accessible,
            PageChange.TakeAccess => (byte)(In(state == PageState.Untouched ? PageState.Reserved : state, was) & ~Accessible),
            PageChange.GiveAccess when state != PageState.Unmapped => (byte)(In(state == PageState.Reserved ? PageState.Untouched : state, was) | Accessible),
            PageChange.Touch => In(PageState.Resident, was),
            PageChange.DontNeed when state is PageState.Resident or PageState.LazilyFreed => (byte)(In((was & Accessible) != 0 ? PageState.Untouched : PageState.Reserved, was) & ~HugeBacked),
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
