namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>A page slab: a range of the size and alignment of a huge page, from which extents are cut. Whether the system backs it with a huge page is another matter.</summary>
/// <remarks>
/// Where it waits to be chosen is the business of <see cref="Psset"/>. Nothing acts between the two halves of a purge or of making it huge, so the library's notes that one is under way are not kept.
/// Source: jemalloc 5.3.0, `include/jemalloc/internal/hpdata.h` and `src/hpdata.c`.
/// </remarks>
internal sealed class Hpdata
{
    private readonly int _lgPage;
    private readonly int _pages;

    /// <summary>Makes a page slab without an extent, none of whose pages was ever used.</summary>
    /// <param name="index">Its number among those of the arena, from 1.</param>
    /// <param name="address">Where it begins.</param>
    /// <param name="pages">Pages in it.</param>
    /// <param name="lgPage">Base 2 logarithm of the page size.</param>
    /// <param name="startsHuge">Whether the system makes it huge from the beginning: then all its pages count as used.</param>
    public Hpdata(int index, ulong address, int pages, int lgPage, bool startsHuge = false)
    {
        _lgPage = lgPage;
        _pages = pages;
        Index = index;
        Address = address;
        LongestFreeRun = pages;
        Active = new PageSet(pages);
        Touched = new PageSet(pages);
        EmptyNode = new LinkedListNode<Hpdata>(this);
        PurgeNode = new LinkedListNode<Hpdata>(this);
        HugifyNode = new LinkedListNode<Hpdata>(this);
        if (startsHuge)
        {
            Hugify();
        }
    }

    /// <summary>Its number among those of the arena, from 1; also that of its node in <see cref="Psset"/>.</summary>
    public int Index { get; }

    /// <summary>Where it begins.</summary>
    public ulong Address { get; }

    /// <summary>Whether the allocator has asked the system for a huge page here.</summary>
    public bool IsHuge { get; private set; }

    /// <summary>Whether it may be purged.</summary>
    public bool IsPurgeAllowed { get; set; }

    /// <summary>From when on it may be purged, nanoseconds on the machine's clock, where that is put off.</summary>
    public long PurgeAllowedFromNs { get; set; }

    /// <summary>Whether extents may be cut from it: not while it is being purged.</summary>
    public bool IsAllocAllowed { get; set; } = true;

    /// <summary>Whether it stands where extents are looked for.</summary>
    public bool IsOffered { get; set; }

    /// <summary>Whether it was empty and huge when it was purged last.</summary>
    public bool WasPurgedHuge { get; set; }

    /// <summary>Whether it may be made huge.</summary>
    public bool IsHugifyAllowed { get; private set; }

    /// <summary>Since when, nanoseconds on the machine's clock.</summary>
    public long HugifyAllowedSinceNs { get; private set; }

    /// <summary>Pages in the longest run without an extent.</summary>
    public int LongestFreeRun { get; private set; }

    /// <summary>Pages in extents.</summary>
    public int ActivePages { get; private set; }

    /// <summary>Pages in extents, or once used and not purged since.</summary>
    public int TouchedPages { get; private set; }

    /// <summary>Pages used once, unused now, and not purged since.</summary>
    public int DirtyPages => TouchedPages - ActivePages;

    /// <summary>Pages without memory behind them.</summary>
    public int RetainedPages => _pages - TouchedPages;

    /// <summary>Whether it holds no extent.</summary>
    public bool IsEmpty => ActivePages == 0;

    /// <summary>Whether all its pages are in extents.</summary>
    public bool IsFull => ActivePages == _pages;

    /// <summary>The pages in extents.</summary>
    public PageSet Active { get; }

    /// <summary>The pages in extents, or once used and not purged since.</summary>
    public PageSet Touched { get; }

    /// <summary>Its place among the empty ones.</summary>
    public LinkedListNode<Hpdata> EmptyNode { get; }

    /// <summary>Its place among those to purge.</summary>
    public LinkedListNode<Hpdata> PurgeNode { get; }

    /// <summary>Its place among those to make huge.</summary>
    public LinkedListNode<Hpdata> HugifyNode { get; }

    /// <summary>It may be made huge, as of now.</summary>
    public void AllowHugify(long nowNs)
    {
        IsHugifyAllowed = true;
        HugifyAllowedSinceNs = nowNs;
    }

    /// <summary>It may not be made huge.</summary>
    public void DisallowHugify() => IsHugifyAllowed = false;

    /// <summary>Cuts an extent from the first free run that is long enough; there is one. (hpdata_reserve_alloc)</summary>
    /// <returns>Its address.</returns>
    public ulong Reserve(ulong bytes)
    {
        int wanted = (int)(bytes >> _lgPage);
        int longestLeft = 0;
        int first = Active.NextOut(0);
        int end = Active.NextIn(first);
        while (end - first < wanted)
        {
            longestLeft = Math.Max(longestLeft, end - first);
            first = Active.NextOut(end);
            end = Active.NextIn(first);
        }

        Active.Add(first, wanted);
        ActivePages += wanted;
        TouchedPages += Touched.Add(first, wanted);
        if (end - first == LongestFreeRun)
        {
            LongestFreeRun = LongestRunFrom(first + wanted, longestLeft);
        }

        return Address + ((ulong)first << _lgPage);
    }

    /// <summary>Takes an extent back. (hpdata_unreserve)</summary>
    public void Unreserve(ulong address, ulong bytes)
    {
        int first = (int)((address - Address) >> _lgPage);
        int length = (int)(bytes >> _lgPage);
        Active.Remove(first, length);
        ActivePages -= length;
        int run = Active.NextIn(first + length - 1) - (Active.LastIn(first) + 1);
        LongestFreeRun = Math.Max(LongestFreeRun, run);
    }

    /// <summary>
    /// The next run to purge from a page on: it begins and ends with a dirty page and has no page in use between, so that one call purges what several would. (hpdata_purge_begin, hpdata_purge_next)
    /// </summary>
    /// <param name="dirty">The dirty pages.</param>
    /// <param name="from">In: where to look. Out: where to look next.</param>
    /// <param name="first">First page of the run.</param>
    /// <param name="length">Pages in it.</param>
    /// <returns>False when no dirty page is left.</returns>
    public bool TryNextPurge(PageSet dirty, ref int from, out int first, out int length)
    {
        first = from < _pages ? dirty.NextIn(from) : _pages;
        length = 0;
        if (first == _pages)
        {
            return false;
        }

        int nextActive = Active.NextIn(first);
        length = dirty.LastIn(nextActive - 1) - first + 1;
        from = nextActive + 1;
        return true;
    }

    /// <summary>All that was dirty has been purged. (hpdata_purge_end)</summary>
    /// <param name="dirty">What was dirty.</param>
    public void EndPurge(PageSet dirty)
    {
        TouchedPages = ActivePages;
        Touched.BecomeDifference(Touched, dirty);
    }

    /// <summary>It has been made huge: all its pages count as used. (hpdata_hugify)</summary>
    public void Hugify()
    {
        IsHuge = true;
        Touched.Add(0, _pages);
        TouchedPages = _pages;
    }

    /// <summary>It is not huge any more. (hpdata_dehugify)</summary>
    public void Dehugify() => IsHuge = false;

    /// <summary>The runs of pages in no extent, each all dirty or all without memory.</summary>
    public IEnumerable<(int First, int Length, bool IsDirty)> UnusedRuns()
    {
        for (int first = Active.NextOut(0); first < _pages;)
        {
            bool isDirty = Touched.NextIn(first) == first;
            int end = Math.Min(Active.NextIn(first), isDirty ? Touched.NextOut(first) : Touched.NextIn(first));
            yield return (first, end - first, isDirty);
            first = Active.NextOut(end);
        }
    }

    private int LongestRunFrom(int from, int longest)
    {
        for (int first = Active.NextOut(from); first < _pages && longest < LongestFreeRun;)
        {
            int end = Active.NextIn(first);
            longest = Math.Max(longest, end - first);
            first = Active.NextOut(end);
        }

        return longest;
    }
}
