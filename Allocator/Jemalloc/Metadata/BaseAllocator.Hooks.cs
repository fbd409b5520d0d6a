using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <content>Extent hooks for metadata.</content>
internal sealed partial class BaseAllocator
{
    /// <summary>The hooks that map its blocks and give them back.</summary>
    public ExtentHooks Hooks { get; }

    /// <summary>How hooks of a program's own map a block for a thread, bytes, alignment; null while the arena is being made, which then has no part of the data segment.</summary>
    public Func<Tsd?, ulong, ulong, ulong>? MapsOwn { get; set; }

    private ulong Map(Tsd? thread, ulong bytes)
    {
        if (Hooks.AreDefault)
        {
            return _pages.MapMetadata(bytes, HugePage);
        }

        if (!Hooks.Serves(HookCalls.Alloc))
        {
            return 0;
        }

        if (MapsOwn is { } maps)
        {
            return maps(thread, bytes, HugePage);
        }

        bool commit = true;
        ulong address = _pages.Map(0, bytes, HugePage, ref commit);
        _pages.AdviseThp(address, bytes);
        return address;
    }
}
