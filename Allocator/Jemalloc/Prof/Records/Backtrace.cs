namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A backtrace, innermost frame first. (prof_bt_t)</summary>
internal sealed class Backtrace : CuckooKey
{
    /// <summary>Most frames of a backtrace. (PROF_BT_MAX)</summary>
    public const int MaxFrames = 128;

    private const uint HashSeed = 0x94122f33;

    /// <summary>Makes a backtrace.</summary>
    /// <param name="frames">Simulated code addresses, at most <see cref="MaxFrames"/>.</param>
    public Backtrace(ulong[] frames)
        : base(frames, HashSeed) => Frames = frames;

    /// <summary>Simulated code addresses.</summary>
    public ulong[] Frames { get; }

    /// <summary>The order in which a dump lists backtraces: bytewise as they lie in memory, a shorter one before a longer one that begins with it. (prof_gctx_comp)</summary>
    public static int CompareInMemory(Backtrace one, Backtrace other)
    {
        int common = Math.Min(one.Frames.Length, other.Frames.Length);
        for (int i = 0; i < common; i++)
        {
            if (one.Frames[i] != other.Frames[i])
            {
                // Little-endian words compared from their first byte on.
                ulong first = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(one.Frames[i]);
                return first.CompareTo(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(other.Frames[i]));
            }
        }

        return one.Frames.Length.CompareTo(other.Frames.Length);
    }
}
