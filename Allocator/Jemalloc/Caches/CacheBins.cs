using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>The bins of a cache, by size class: one for each class that an element of the page map can name.</summary>
/// <remarks>Their number is part of the type, so that an index of eight bits needs no check.</remarks>
internal sealed class CacheBins
{
    private const int Capacity = 256;

    private Items _items;

    /// <summary>The bin of a size class; of a class that is not cached, one that is both empty and full.</summary>
    /// <param name="szind">0 to 255.</param>
    public ref CacheBin this[int szind]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _items[szind];
    }

    [InlineArray(Capacity)]
    private struct Items
    {
        private CacheBin _first;
    }
}
