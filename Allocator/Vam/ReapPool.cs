namespace AllocSim.Allocator.Vam;

/// <summary>All reaps, by number, and those that wait to be used again.</summary>
internal sealed class ReapPool
{
    private readonly VamLayout _layout;
    private readonly int[]?[] _unused = new int[]?[ClassHeap.LargestOrder + 1];
    private readonly int[] _unusedCount = new int[ClassHeap.LargestOrder + 1];
    private Reap[] _reaps = new Reap[64];
    private int _made;

    /// <summary>Makes an empty pool.</summary>
    public ReapPool(VamLayout layout)
    {
        _layout = layout;
    }

    /// <summary>Bytes of the headers and bitmaps of reaps in use.</summary>
    public ulong HeaderBytes { get; private set; }

    /// <summary>A reap by number.</summary>
    public Reap this[int number] => _reaps[number];

    /// <summary>A reap in a cluster.</summary>
    /// <param name="address">The cluster.</param>
    /// <param name="order">Its order.</param>
    /// <param name="objectBytes">Bytes of an object.</param>
    /// <returns>Its number.</returns>
    public int Open(ulong address, int order, ulong objectBytes)
    {
        int number = _unusedCount[order] > 0 ? _unused[order]![--_unusedCount[order]] : Make();
        _reaps[number].Open(_layout, address, order, objectBytes);
        HeaderBytes += _reaps[number].HeaderBytes;
        return number;
    }

    /// <summary>A reap is gone.</summary>
    public void Close(int number)
    {
        // Kept by order, so that a bitmap once made is long enough.
        Reap reap = _reaps[number];
        HeaderBytes -= reap.HeaderBytes;
        int[] unused = _unused[reap.Order] ??= new int[64];
        if (_unusedCount[reap.Order] == unused.Length)
        {
            Array.Resize(ref unused, unused.Length * 2);
            _unused[reap.Order] = unused;
        }

        unused[_unusedCount[reap.Order]++] = number;
    }

    private int Make()
    {
        if (_made == _reaps.Length)
        {
            Array.Resize(ref _reaps, _made * 2);
        }

        _reaps[_made] = new Reap(_layout.WordBits);
        return _made++;
    }
}
