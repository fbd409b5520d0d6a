using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <content>Huge pages for metadata.</content>
internal sealed partial class BaseAllocator
{
    private bool _wantsHuge;

    /// <summary>Is told when this begins to want huge pages, without the lock; null for nobody.</summary>
    public Action<Tsd?>? BecameHuge { get; set; }

    /// <summary>Whether it wants huge pages.</summary>
    public bool WantsHuge => _wantsHuge;

    // From its second block on an arena's base wants huge pages, for the blocks that it has too; that of arena 0 from its fifth on. (base_auto_thp_switch)
    private void SwitchToHuge(Tsd? thread, MetadataBlock added)
    {
        Mutex.Lock(thread);
        if (!_wantsHuge && _blocks.Count == (ArenaIndex == 0 ? AutoHugeBlocksOfArena0 : AutoHugeBlocks))
        {
            _wantsHuge = true;
            for (int i = _blocks.Count - 2; i >= 0; i--)
            {
                _pages.WantHuge(_blocks[i].Address, _blocks[i].Bytes);
                HugePages += HugeUp(_blocks[i].Bytes - _edata[_blocks[i].Record].SizeAndEsn) / HugePage;
            }

            if (BecameHuge is { } tell)
            {
                Mutex.Unlock(thread);
                tell(thread);
                Mutex.Lock(thread);
            }
        }

        if (_wantsHuge)
        {
            _pages.WantHuge(added.Address, added.Bytes);
        }

        Mutex.Unlock(thread);
    }
}
