using AllocSim.Allocator.Mimalloc.Segments;

namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>Room for the links between the blocks of a page, used again by later pages with as many blocks.</summary>
internal sealed class LinkPool
{
    private readonly Stack<ushort[]>[] _free;
    private readonly ushort[] _single = [Slice.None];

    /// <summary>Makes an empty pool.</summary>
    public LinkPool()
    {
        _free = new Stack<ushort[]>[PageBins.Count];
        for (int bin = 0; bin < _free.Length; bin++)
        {
            _free[bin] = new Stack<ushort[]>();
        }
    }

    /// <summary>Room for no block.</summary>
    public static ushort[] Empty { get; } = [];

    /// <summary>Room for the links of a page.</summary>
    /// <param name="bin">The bin of its blocks' size.</param>
    /// <param name="blocks">Blocks it has room for; always the same in one bin, 1 in that of large and huge pages.</param>
    public ushort[] Rent(int bin, int blocks)
        => bin == PageBins.Huge ? _single : _free[bin].TryPop(out ushort[]? links) ? links : new ushort[blocks];

    /// <summary>Takes the room back.</summary>
    public void Return(int bin, ushort[] links)
    {
        if (bin != PageBins.Huge)
        {
            _free[bin].Push(links);
        }
    }
}
