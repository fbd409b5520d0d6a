using AllocSim.Allocator.Tcmalloc.Sizes;

namespace AllocSim.Allocator.Tcmalloc.Central;

/// <summary>Room to note, for each span of small objects, those that came back: their numbers within the span, the last one on top.</summary>
/// <remarks>
/// The library links free objects through their first word. A span's list is changed at its head alone, so it is a stack of what came back on top of the objects that were never
/// handed out, which lie in order of address. All pages with such a word are written when the span is made and stay resident as long as it is in use; so the words themselves need not be kept.
/// </remarks>
internal sealed class BackBlocks
{
    private readonly int[] _sizes;
    private readonly int[][] _free;
    private readonly int[] _freeCounts;
    private ushort[] _numbers = new ushort[4096];
    private int _used;

    /// <summary>Makes room for no span.</summary>
    public BackBlocks(SizeMap sizes)
    {
        _sizes = new int[sizes.Count];
        _free = new int[sizes.Count][];
        _freeCounts = new int[sizes.Count];
        for (int i = 0; i < sizes.Count; i++)
        {
            _sizes[i] = sizes.ObjectsOf(i);
            _free[i] = [];
        }
    }

    /// <summary>Numbers of objects, a block behind the other.</summary>
    public ref ushort this[int place] => ref _numbers[place];

    /// <summary>Takes a block for a span of a class.</summary>
    /// <returns>Its first place.</returns>
    public int New(int sizeClass)
    {
        if (_freeCounts[sizeClass] > 0)
        {
            return _free[sizeClass][--_freeCounts[sizeClass]];
        }

        int block = _used;
        _used += _sizes[sizeClass];
        if (_used > _numbers.Length)
        {
            Array.Resize(ref _numbers, Math.Max(_used, _numbers.Length * 2));
        }

        return block;
    }

    /// <summary>Gives a block back.</summary>
    public void Delete(int sizeClass, int block)
    {
        if (_freeCounts[sizeClass] == _free[sizeClass].Length)
        {
            Array.Resize(ref _free[sizeClass], Math.Max(16, _freeCounts[sizeClass] * 2));
        }

        _free[sizeClass][_freeCounts[sizeClass]++] = block;
    }
}
