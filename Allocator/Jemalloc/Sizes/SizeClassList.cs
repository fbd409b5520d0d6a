using System.Globalization;
using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>Checks a list of small classes given by hand, so that whatever is wrong is told at once and in the place where it stands.</summary>
internal static class SizeClassList
{
    /// <summary>What is wrong with a list, a line each, with the place of the class in front.</summary>
    /// <param name="list">The classes as given; one that could not be read is not small.</param>
    /// <param name="geometry">Quantum and page size.</param>
    /// <param name="placeOf">Where a class stands, by its index.</param>
    public static IEnumerable<string> Errors(IReadOnlyList<SizeClass> list, SizeClassGeometry geometry, Func<int, string> placeOf)
    {
        if (list.Count > SizeClassChoice.SmallCountLimit)
        {
            yield return Text($"{placeOf(SizeClassChoice.SmallCountLimit)}: the list has {list.Count} classes; at most {SizeClassChoice.SmallCountLimit} can be");
        }

        int maxRegions = geometry.MaxRegions(1);
        ulong before = 0;
        for (int i = 0; i < list.Count; i++)
        {
            // What could not be read has been told, and is no class.
            if (!list[i].IsSmall)
            {
                continue;
            }

            foreach (string wrong in Wrong(list[i], geometry, maxRegions))
            {
                yield return $"{placeOf(i)}: {wrong}";
            }

            if (list[i].Size <= before)
            {
                yield return Text($"{placeOf(i)}: the class of {list[i].Size} B does not ascend: the one before it has {before} B");
            }

            before = list[i].Size;
        }
    }

    private static IEnumerable<string> Wrong(SizeClass entry, SizeClassGeometry geometry, int maxRegions)
    {
        ulong quantum = 1UL << geometry.LgQuantum;
        ulong page = 1UL << geometry.LgPage;
        (ulong size, _, int pages) = entry;
        if (size is 0 or > SizeClassChoice.SmallLimit)
        {
            yield return Text($"a class of {size} B cannot be small; expected 8 to {SizeClassChoice.SmallLimit} B");
            yield break;
        }

        if (size < quantum ? size < 8 || !BitOperations.IsPow2(size) : size % quantum != 0)
        {
            yield return size < quantum
                ? Text($"a class of {size} B is below the quantum of {quantum} B and not a power of two from 8 on")
                : Text($"a class of {size} B is not a multiple of the quantum of {quantum} B; the next one is {(size + quantum - 1) / quantum * quantum} B");
        }

        ulong slab = (ulong)pages * page;
        if (slab < size)
        {
            yield return Text($"a class of {size} B is larger than its slab of {pages} {(pages == 1 ? "page" : "pages")} of {page} B; {(size + page - 1) / page} pages would hold it");
        }
        else if (slab / size > (ulong)maxRegions)
        {
            yield return Text($"a slab of {pages} pages holds {slab / size} regions of {size} B; at most {maxRegions} can be, which is {(ulong)maxRegions * size / page} pages");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
