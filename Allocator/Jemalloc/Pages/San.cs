using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>Decides which slabs and large extents get guard pages: of those that a thread asks for, every so-manieth.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/san.h`.</remarks>
internal sealed class San(JemallocOptions options, SizeClasses sizes)
{
    private readonly ulong _everySmall = options.SanGuardSmall;
    private readonly ulong _everyLarge = options.SanGuardLarge;
    private readonly ulong _guardedLargeMax = sizes.LargeMax - (2 * (ulong)sizes.PageSize);
    private readonly ulong _pageSize = (ulong)sizes.PageSize;

    /// <summary>Whether any are guarded.</summary>
    public bool IsEnabled => (_everySmall | _everyLarge) != 0;

    /// <summary>A thread begins to count. (tsd_san_init)</summary>
    public void Init(Tsd thread)
    {
        thread.ExtentsUntilGuardSmall = _everySmall;
        thread.ExtentsUntilGuardLarge = _everyLarge;
    }

    /// <summary>Whether the slab that a thread is about to ask for is to be guarded. (san_slab_extent_decide_guard)</summary>
    public bool DecideSlab(Tsd? thread)
    {
        if (_everySmall == 0 || thread is null)
        {
            return false;
        }

        bool isTurn = thread.ExtentsUntilGuardSmall == 1;
        thread.ExtentsUntilGuardSmall = isTurn ? _everySmall : thread.ExtentsUntilGuardSmall - 1;
        return isTurn;
    }

    /// <summary>Whether the large extent that a thread is about to ask for is to be guarded. One that cannot be leaves its turn to the next. (san_large_extent_decide_guard)</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="size">Bytes, the pad included.</param>
    /// <param name="alignment">Alignment in bytes.</param>
    public bool DecideLarge(Tsd? thread, ulong size, ulong alignment)
    {
        if (_everyLarge == 0 || thread is null)
        {
            return false;
        }

        if (thread.ExtentsUntilGuardLarge > 1)
        {
            thread.ExtentsUntilGuardLarge--;
            return false;
        }

        bool canBe = alignment <= _pageSize && size <= _guardedLargeMax;
        thread.ExtentsUntilGuardLarge = canBe ? _everyLarge : thread.ExtentsUntilGuardLarge;
        return canBe;
    }
}
