using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>Page slabs that are purged together. Their dirty runs are gathered eight at a time, which a build that can do so would purge with one call.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/hpa_utils.c` and `include/jemalloc/internal/hpa_utils.h`.</remarks>
internal sealed class PurgeBatch
{
    private const int SlabsMax = 16;
    private const int RunsMax = 8;

    private readonly PacContext _context;
    private readonly PurgeItem[] _items;
    private readonly List<(ulong Address, ulong Bytes)> _runs = new(RunsMax);
    private int _runCount;

    /// <summary>An empty batch.</summary>
    public PurgeBatch(PacContext context)
    {
        _context = context;
        int pages = (int)(JemallocOptions.HugePage >> context.Sizes.LgPage);
        _items = [.. Enumerable.Range(0, SlabsMax).Select(_ => new PurgeItem(new PageSet(pages)))];
    }

    /// <summary>Page slabs in it.</summary>
    public int Count { get; private set; }

    /// <summary>Dirty pages in them.</summary>
    public ulong DirtyPages { get; private set; }

    /// <summary>Whether it takes no more.</summary>
    public bool IsFull => Count == SlabsMax || _runCount >= RunsMax;

    /// <summary>One of the page slabs.</summary>
    public PurgeItem this[int index] => _items[index];

    /// <summary>Adds a page slab. (hpdata_purge_begin)</summary>
    /// <returns>Its dirty pages.</returns>
    public ulong Add(Hpdata slab, bool isMadePlain)
    {
        PurgeItem item = _items[Count++];
        item.Slab = slab;
        item.IsMadePlain = isMadePlain;
        item.Dirty.BecomeDifference(slab.Touched, slab.Active);
        for (int from = 0; slab.TryNextPurge(item.Dirty, ref from, out _, out _);)
        {
            _runCount++;
        }

        DirtyPages += (ulong)slab.DirtyPages;
        return (ulong)slab.DirtyPages;
    }

    /// <summary>Purges all of them. (hpa_purge_batch)</summary>
    public void Purge()
    {
        int lgPage = _context.Sizes.LgPage;
        for (int i = 0; i < Count; i++)
        {
            Hpdata slab = _items[i].Slab!;
            if (_items[i].IsMadePlain)
            {
                _context.Hooks.RefuseHuge(slab.Address, JemallocOptions.HugePage);
            }

            for (int from = 0; slab.TryNextPurge(_items[i].Dirty, ref from, out int first, out int length);)
            {
                _runs.Add((slab.Address + ((ulong)first << lgPage), (ulong)length << lgPage));
                if (_runs.Count == RunsMax)
                {
                    PurgeRuns();
                }
            }
        }

        PurgeRuns();
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Count = 0;
        DirtyPages = 0;
        _runCount = 0;
    }

    private void PurgeRuns()
    {
        foreach ((ulong address, ulong bytes) in _runs)
        {
            _context.Hooks.TryPurgeForced(address, bytes);
        }

        _runs.Clear();
    }
}
