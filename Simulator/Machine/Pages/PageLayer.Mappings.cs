namespace AllocSim.Simulator.Machine.Pages;

/// <content>How many mappings the kernel keeps: neighbouring pages with the same access and the same advice on huge pages are one.</content>
public sealed partial class PageLayer
{
    private const int KindMask = PageByte.Accessible | PageByte.HugeWanted | PageByte.HugeRefused;

    /// <summary>Mappings now; what Linux limits by vm.max_map_count.</summary>
    public long MappingCount { get; private set; }

    /// <summary>Most mappings that there ever were.</summary>
    public long PeakMappingCount { get; private set; }

    /// <summary>How many mappings more there would be after a change of all of a range.</summary>
    /// <param name="address">Where the range begins.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="isMapped">Whether it is mapped then.</param>
    /// <param name="hasAccess">Whether it then may be accessed.</param>
    public long MappingsMore(ulong address, ulong bytes, bool isMapped, bool hasAccess)
    {
        (ulong first, ulong end) = Pages(address, bytes);
        int kind = isMapped ? (Math.Max(KindOf(AtPage(first)), 0) & ~PageByte.Accessible) | (hasAccess ? PageByte.Accessible : 0) : -1;
        int behind = KindOf(AtPage(end));
        long then = (kind >= 0 && kind != KindOf(AtPage(first - 1)) ? 1 : 0) + (behind >= 0 && behind != kind ? 1 : 0);
        return then - StartsIn(first, end);
    }

    /// <summary>Changes what mappings are made of, and counts them.</summary>
    private void ApplyMapping(PageChange change, ulong address, ulong bytes)
    {
        (ulong first, ulong end) = Pages(address, bytes);
        if (first == end)
        {
            return;
        }

        long before = StartsIn(first, end);
        ApplySplitting(change, address, bytes);
        MappingCount += StartsIn(first, end) - before;
        PeakMappingCount = Math.Max(PeakMappingCount, MappingCount);
    }

    // Mappings that begin in [first, end], the page behind the range included: a change of the range changes no other.
    private long StartsIn(ulong first, ulong end)
    {
        int before = KindOf(AtPage(first - 1));
        long starts = 0;
        ulong page = first;
        while (page < end)
        {
            ReadOnlySpan<byte> run = Segment(page, end, isWritten: false);
            int length = RunLength(run);
            int kind = KindOf(run[0]);
            starts += kind >= 0 && kind != before ? 1 : 0;
            before = kind;
            page += (ulong)length;
        }

        int behind = KindOf(AtPage(end));
        return starts + (behind >= 0 && behind != before ? 1 : 0);
    }

    private byte AtPage(ulong page) => Segment(page, page + 1, isWritten: false)[0];

    /// <summary>What two pages of one mapping have in common; -1 where nothing is mapped.</summary>
    private static int KindOf(byte page) => (page & StateMask) == (int)PageState.Unmapped ? -1 : page & KindMask;
}
