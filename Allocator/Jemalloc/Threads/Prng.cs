using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>jemalloc's linear congruential generator; its state lives where it is used.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/prng.h`.</remarks>
internal static class Prng
{
    private const ulong Multiplier = 6364136223846793005;
    private const ulong Increment = 1442695040888963407;

    /// <summary>A number of so many bits, 1 to 64.</summary>
    public static ulong NextBits(ref ulong state, int bits)
    {
        state = unchecked((state * Multiplier) + Increment);
        return state >> (64 - bits);
    }

    /// <summary>A number below a bound of at least 1, by rejection.</summary>
    public static ulong NextBelow(ref ulong state, ulong bound)
    {
        if (bound == 1)
        {
            return 0;
        }

        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2(bound));
        ulong value;
        do
        {
            value = NextBits(ref state, bits);
        }
        while (value >= bound);

        return value;
    }
}
