using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>The series of sizes, a class larger each time, by which an arena obtains address space that it will retain.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/exp_grow.h`.</remarks>
internal sealed class ExponentialGrowth(SizeClasses sizes)
{
    private const ulong HugePage = 2UL << 20;

    private int _next = sizes.PageSizeToIndex(HugePage);

    /// <summary>Largest class that is asked for unless a single request needs more; settable through arena.i.retain_grow_limit.</summary>
    public int Limit { get; set; } = sizes.PageSizeToIndex(sizes.LargeMax);

    /// <summary>The next size of the series that holds a minimum.</summary>
    /// <param name="minimum">Bytes needed.</param>
    /// <param name="size">Bytes to ask for.</param>
    /// <param name="skip">Steps of the series passed over.</param>
    /// <returns>False: no class is large enough.</returns>
    public bool TryPrepare(ulong minimum, out ulong size, out int skip)
    {
        skip = 0;
        size = sizes.PageIndexToSize(_next);
        while (size < minimum)
        {
            skip++;
            if (_next + skip >= sizes.PageSizeToIndex(sizes.LargeMax))
            {
                return false;
            }

            size = sizes.PageIndexToSize(_next + skip);
        }

        return true;
    }

    /// <summary>Moves on after the size was obtained.</summary>
    public void Commit(int skip) => _next = _next + skip + 1 <= Limit ? _next + skip + 1 : Limit;
}
