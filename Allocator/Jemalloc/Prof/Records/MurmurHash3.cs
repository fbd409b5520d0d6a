using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>MurmurHash3, 128 bits for 64-bit machines, of a list of words.</summary>
/// <remarks>The hash of jemalloc's cuckoo tables: 5.3.0, `include/jemalloc/internal/hash.h`. Where an entry of a table goes decides when the table has to grow.</remarks>
internal static class MurmurHash3
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>Both halves of the hash.</summary>
    public static (ulong First, ulong Second) Hash(ReadOnlySpan<ulong> words, uint seed)
    {
        unchecked
        {
            ulong h1 = seed;
            ulong h2 = seed;
            int i = 0;
            for (; i + 1 < words.Length; i += 2)
            {
                h1 ^= MixFirst(words[i]);
                h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
                h2 ^= MixSecond(words[i + 1]);
                h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
            }

            if (i < words.Length)
            {
                h1 ^= MixFirst(words[i]);
            }

            ulong bytes = (ulong)words.Length * sizeof(ulong);
            h1 ^= bytes;
            h2 ^= bytes;
            h1 += h2;
            h2 += h1;
            h1 = Finish(h1);
            h2 = Finish(h2);
            h1 += h2;
            return (h1, h2 + h1);
        }
    }

    private static ulong MixFirst(ulong word) => unchecked(BitOperations.RotateLeft(word * C1, 31) * C2);

    private static ulong MixSecond(ulong word) => unchecked(BitOperations.RotateLeft(word * C2, 33) * C1);

    private static ulong Finish(ulong h)
    {
        unchecked
        {
            h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
            h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
            return h ^ (h >> 33);
        }
    }
}
