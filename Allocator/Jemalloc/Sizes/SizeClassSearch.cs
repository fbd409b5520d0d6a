using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>Finds the smallest entry of an ascending list of sizes that holds a size: one step for evenly spaced groups, a short walk for uneven ones.</summary>
/// <remarks>
/// Sizes fall into octaves (2^x, 2^(x+1)]. Within an octave jemalloc's classes are evenly spaced, so that the octave's first index and its spacing
/// give the answer at once; a list given by hand may be uneven, then the search walks up from the octave's first entry.
/// </remarks>
internal sealed class SizeClassSearch
{
    private readonly ulong[] _sizes;
    private readonly int[] _octaveStart = new int[64];
    private readonly byte[] _octaveShift = new byte[64];

    /// <summary>Prepares the search.</summary>
    /// <param name="sizes">Ascending, none zero.</param>
    public SizeClassSearch(ulong[] sizes)
    {
        _sizes = sizes;
        var next = 0;
        for (var octave = 0; octave < 64; octave++)
        {
            while (next < sizes.Length && sizes[next] <= 1UL << octave)
            {
                next++;
            }

            _octaveStart[octave] = next;
            _octaveShift[octave] = (byte)Spacing(octave, next);
        }
    }

    /// <summary>Index of the smallest size that is at least <paramref name="size"/>, which must not exceed the largest.</summary>
    public int IndexOf(ulong size)
    {
        if (size <= 1)
        {
            return 0;
        }

        var octave = BitOperations.Log2(size - 1);
        var index = _octaveStart[octave] + (int)((size - 1 - (1UL << octave)) >> _octaveShift[octave]);
        while (_sizes[index] < size)
        {
            index++;
        }

        return index;
    }

    /// <summary>log2 of the distance between the octave's entries, or 63 (every size starts at the first entry) when it is uneven.</summary>
    private int Spacing(int octave, int first)
    {
        var low = 1UL << octave;
        var high = low * 2;
        if (first == _sizes.Length || (_sizes[first] > high && high != 0) || !BitOperations.IsPow2(_sizes[first] - low))
        {
            return 63;
        }

        var step = _sizes[first] - low;
        var next = first;
        for (; next < _sizes.Length && (_sizes[next] <= high || high == 0); next++)
        {
            if (_sizes[next] != low + ((ulong)(next - first + 1) * step))
            {
                return 63;
            }
        }

        // Entries that stop short of the octave's end would send what lies behind them too far up.
        return next < _sizes.Length && _sizes[next - 1] != high ? 63 : BitOperations.Log2(step);
    }
}
