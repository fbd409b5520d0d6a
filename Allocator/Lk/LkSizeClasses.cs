using System.Numerics;

namespace AllocSim.Allocator.Lk;

/// <summary>The sizes that have free lists: every 8 bytes, then four per doubling.</summary>
internal sealed class LkSizeClasses
{
    private const int StepLog2 = 3;
    private const int PerDoublingLog2 = 2;

    private readonly ulong _exactMax;
    private readonly int _exactCount;
    private readonly int _exactMaxLog2;

    /// <summary>Makes the table.</summary>
    public LkSizeClasses(LkOptions options)
    {
        _exactMax = options.ExactMax;
        _exactCount = (int)(_exactMax >> StepLog2);
        _exactMaxLog2 = BitOperations.Log2(_exactMax);
        Largest = options.ClassMax;
        Count = IndexOf(Largest) + 1;
    }

    /// <summary>The largest size, bytes.</summary>
    public ulong Largest { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The class of a request.</summary>
    /// <param name="size">At most <see cref="Largest"/>.</param>
    public int IndexOf(ulong size)
    {
        if (size <= _exactMax)
        {
            return size == 0 ? 0 : (int)((size - 1) >> StepLog2);
        }

        int log2 = BitOperations.Log2(size - 1);
        int quarter = (int)((size - 1) >> (log2 - PerDoublingLog2)) & 3;
        return _exactCount + ((log2 - _exactMaxLog2) << PerDoublingLog2) + quarter;
    }

    /// <summary>Bytes of a class.</summary>
    public ulong SizeOf(int index)
    {
        if (index < _exactCount)
        {
            return (ulong)(index + 1) << StepLog2;
        }

        int above = index - _exactCount;
        int log2 = _exactMaxLog2 + (above >> PerDoublingLog2);
        return (1UL << log2) + ((ulong)((above & 3) + 1) << (log2 - PerDoublingLog2));
    }

    /// <summary>The largest class that fits into some bytes; -1 for none.</summary>
    public int LargestWithin(ulong bytes)
    {
        if (bytes >= Largest)
        {
            return Count - 1;
        }

        int index = bytes == 0 ? -1 : IndexOf(bytes);
        return index >= 0 && SizeOf(index) > bytes ? index - 1 : index;
    }
}
