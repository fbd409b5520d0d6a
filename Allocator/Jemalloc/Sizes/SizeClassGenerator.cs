namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>Makes the list of size classes: powers of two up to the quantum, then groups of equally spaced classes, each group spanning one doubling.</summary>
/// <remarks>jemalloc 5.3.0, `src/sc.c`, size_classes, size_class, slab_size.</remarks>
public static class SizeClassGenerator
{
    /// <summary>All classes in ascending order, with the slab sizes that jemalloc chooses on its own.</summary>
    /// <exception cref="ArgumentException">The geometry is not one that jemalloc compiles with.</exception>
    public static SizeClass[] Generate(SizeClassGeometry geometry)
    {
        geometry.Validate();
        var classes = new List<SizeClass>();
        for (var lg = geometry.LgTinyMin; lg < geometry.LgQuantum; lg++)
        {
            Add(1UL << lg);
        }

        // Below the first regular group the spacing is the quantum itself.
        var quantum = 1UL << geometry.LgQuantum;
        var perGroup = 1 << geometry.LgGroup;
        for (var step = 1; step <= perGroup; step++)
        {
            Add((ulong)step * quantum);
        }

        for (var lgBase = geometry.LgQuantum + geometry.LgGroup; lgBase < SizeClassGeometry.PointerBits - 1; lgBase++)
        {
            // The last class of the last group would be half the address range, which no request may reach.
            var last = lgBase == SizeClassGeometry.PointerBits - 2 ? perGroup - 1 : perGroup;
            for (var step = 1; step <= last; step++)
            {
                Add((1UL << lgBase) + ((ulong)step << (lgBase - geometry.LgGroup)));
            }
        }

        return [.. classes];

        void Add(ulong size)
        {
            var isSmall = size < 1UL << (geometry.LgPage + geometry.LgGroup);
            classes.Add(new SizeClass(size, isSmall, isSmall ? PerfectSlabPages(size, geometry.LgPage) : 0));
        }
    }

    /// <summary>The small classes when another class than usual is the largest of them.</summary>
    /// <param name="geometry">Gives the page size.</param>
    /// <param name="classes">All classes.</param>
    /// <param name="smallMax">The largest small class, bytes.</param>
    internal static SizeClass[] UpTo(SizeClassGeometry geometry, SizeClass[] classes, ulong smallMax)
        => [.. classes.TakeWhile(c => c.Size <= smallMax).Select(c => new SizeClass(c.Size, true, PerfectSlabPages(c.Size, geometry.LgPage)))];

    /// <summary>Applies the option slab_sizes, entry after entry; a later entry wins.</summary>
    /// <param name="classes">The classes; small ones within an entry's range are replaced.</param>
    /// <param name="geometry">Gives the page size and the limit on regions.</param>
    /// <param name="overrides">The option's entries in the order given.</param>
    /// <remarks>sc_data_update_slab_size.</remarks>
    public static void ApplySlabSizes(SizeClass[] classes, SizeClassGeometry geometry, IEnumerable<SlabSizeOverride> overrides)
    {
        var page = 1UL << geometry.LgPage;
        var maxRegions = (ulong)geometry.MaxRegions(classes.Length);
        foreach (var entry in overrides)
        {
            for (var i = 0; i < classes.Length && classes[i].IsSmall; i++)
            {
                var size = classes[i].Size;
                if (entry.Begin <= size && size <= entry.End)
                {
                    var least = (size + page - 1) / page;
                    var most = maxRegions * size / page;
                    var pages = unchecked((ulong)entry.Pages); // a negative number is a huge one, as in the library
                    classes[i] = classes[i] with { SlabPages = (int)(pages < least ? least : Math.Min(pages, most)) };
                }
            }
        }
    }

    /// <summary>The fewest pages that regions of a size fill without remainder.</summary>
    private static int PerfectSlabPages(ulong size, int lgPage)
    {
        var pages = 1;
        while (((ulong)pages << lgPage) % size != 0)
        {
            pages++;
        }

        return pages;
    }
}
