namespace AllocSim.Simulator.Machine.Pages;

/// <summary>The byte that stands for a page, and what each change does to it.</summary>
/// <remarks>
/// <code>
/// bit  7         6        5            4             3            2 1 0
///      dropped   may be   part of a    huge pages    huge pages   PageState
///      in part   read     huge page    refused       asked for
///                and written
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

    /// <summary>The page was accessed and lost its memory while the piece around it, as long as a huge page, kept its page table: until all of that goes at once, nothing of it becomes a huge page again.</summary>
    public const byte DroppedInPart = 128;

    /// <summary>The byte after a change.</summary>
    public static byte After(PageChange change, byte was)
    {
        PageState state = (PageState)(was & StateMask);
        return change switch
        {
            PageChange.Unmap => Trace(was),
            PageChange.MapNoAccess => (byte)((int)PageState.Reserved | Trace(was)),
            PageChange.Map => (byte)((int)PageState.Untouched | Accessible | Trace(was)),
            PageChange.TakeAccess => (byte)(In(state == PageState.Untouched ? PageState.Reserved : state, was) & ~Accessible),
            PageChange.GiveAccess when state != PageState.Unmapped => (byte)(In(state == PageState.Reserved ? PageState.Untouched : state, was) | Accessible),
            PageChange.Touch => In(PageState.Resident, was),
            PageChange.Read when state == PageState.Untouched => In(PageState.Zero, was),
            PageChange.DontNeed when WasAccessed(state) => (byte)((In((was & Accessible) != 0 ? PageState.Untouched : PageState.Reserved, was) & ~HugeBacked) | DroppedInPart),
            PageChange.Free when state == PageState.Resident => In(PageState.LazilyFreed, was),
            PageChange.WantHuge when state != PageState.Unmapped => (byte)((was & ~HugeRefused) | HugeWanted),
            PageChange.RefuseHuge when state != PageState.Unmapped => (byte)((was & ~HugeWanted) | HugeRefused),
            PageChange.BackHuge => (byte)(In(PageState.Resident, was) | HugeBacked),
            PageChange.ReadHuge => (byte)(In(PageState.Zero, was) | HugeBacked),
            PageChange.SplitHuge => (byte)(was & ~HugeBacked),
            PageChange.DropTable when !WasAccessed(state) => (byte)(was & ~DroppedInPart),
            _ => was,
        };
    }

    /// <summary>Whether something is behind a page, if only the zero page.</summary>
    public static bool WasAccessed(PageState state) => state is PageState.Resident or PageState.LazilyFreed or PageState.Zero;

    private static byte Trace(byte was) => (byte)(WasAccessed((PageState)(was & StateMask)) ? DroppedInPart : was & DroppedInPart);

    private static byte In(PageState state, byte was) => (byte)((was & ~StateMask) | (int)state);
}
