using AllocSim.Allocator.Mimalloc.Segments;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>A heap's pages with blocks of one size.</summary>
internal sealed class PageQueue(int bin)
{
    /// <summary>The bin.</summary>
    public int Bin { get; } = bin;

    /// <summary>Bytes of a block.</summary>
    public ulong BlockBytes { get; } = PageBins.SizeOf(bin);

    /// <summary>The page that is tried first.</summary>
    public Slice? First { get; set; }

    /// <summary>The last one.</summary>
    public Slice? Last { get; set; }

    /// <summary>Whether it is that of full pages.</summary>
    public bool IsFull => Bin == PageBins.Full;

    /// <summary>Whether it is that of full pages or that of large and huge ones.</summary>
    public bool IsSpecial => Bin >= PageBins.Huge;

    /// <summary>Puts a page at the front.</summary>
    public void PushFirst(Slice page)
    {
        page.Next = First;
        page.Previous = null;
        if (First is not null)
        {
            First.Previous = page;
        }
        else
        {
            Last = page;
        }

        First = page;
    }

    /// <summary>Puts a page at the end.</summary>
    public void PushLast(Slice page)
    {
        page.Previous = Last;
        page.Next = null;
        if (Last is not null)
        {
            Last.Next = page;
        }
        else
        {
            First = page;
        }

        Last = page;
    }

    /// <summary>Takes a page out. Its own links stay.</summary>
    /// <returns>Whether it was the first.</returns>
    public bool Unlink(Slice page)
    {
        if (page.Previous is not null)
        {
            page.Previous.Next = page.Next;
        }

        if (page.Next is not null)
        {
            page.Next.Previous = page.Previous;
        }

        if (ReferenceEquals(page, Last))
        {
            Last = page.Previous;
        }

        bool wasFirst = ReferenceEquals(page, First);
        if (wasFirst)
        {
            First = page.Next;
        }

        return wasFirst;
    }
}
