using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>Huge pages for what the arena of oversize extents maps: asked for at once, or as soon as the metadata of arena 0 gets them.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/extent.c` extent_handle_huge_arena_thp, `src/base.c` huge_arena_auto_thp_switch.</remarks>
internal sealed class OversizeThp
{
    private readonly PageHooks _hooks;
    private readonly bool _isAlways;
    private readonly List<(ulong Address, ulong Bytes)> _waiting = [];
    private bool _isSwitched;

    /// <summary>Follows the metadata of arena 0.</summary>
    public OversizeThp(PageHooks hooks, BaseAllocator base0)
    {
        _hooks = hooks;
        _isAlways = hooks.MetadataThp == MetadataThpMode.Always;
        _isSwitched = base0.WantsHuge;
        base0.BecameHuge = _ => Switch();
    }

    /// <summary>The arena has mapped so many bytes.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="address">Where.</param>
    /// <param name="bytes">How many; less than a huge page is left as it is.</param>
    /// <param name="takeRecord">Takes one of the arena's records, for good: the library keeps the list in such.</param>
    public void Note(Tsd? thread, ulong address, ulong bytes, Action<Tsd?> takeRecord)
    {
        if (bytes < JemallocOptions.HugePage)
        {
            return;
        }

        ulong first = address & ~(JemallocOptions.HugePage - 1);
        ulong size = ((address + bytes + JemallocOptions.HugePage - 1) & ~(JemallocOptions.HugePage - 1)) - first;
        if (_isAlways || _isSwitched)
        {
            _hooks.WantHuge(first, size);
            return;
        }

        takeRecord(thread);
        _waiting.Add((first, size));
    }

    private void Switch()
    {
        _isSwitched = true;
        foreach ((ulong address, ulong bytes) in _waiting)
        {
            _hooks.WantHuge(address, bytes);
        }
    }
}
