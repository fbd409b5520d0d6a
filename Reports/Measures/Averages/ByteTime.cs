using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>A sum of bytes times nanoseconds, exact.</summary>
internal struct ByteTime
{
    private const ulong ExactMax = 1UL << 53;

    private ulong _high;
    private ulong _low;

    /// <summary>The sum.</summary>
    public readonly UInt128 ByteNs => new(_high, _low);

    /// <summary>What has come to it since it was another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Since(in ByteTime before)
        => _high == before._high ? (double)(_low - before._low) : (double)(ByteNs - before.ByteNs); // the same, and no call where it is one operation's

    /// <summary>The average over a time of what was held in all of it: the quotient of the sum, which has no more digits than a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Mean(long passedNs, ulong bytes)
        => IsExact((ulong)passedNs, bytes) ? (long)bytes // an exact sum has an exact quotient
            : (double)((UInt128)(ulong)passedNs * bytes) / passedNs;

    /// <summary>Whether so many bytes times so many nanoseconds are exact as a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsExact(ulong passedNs, ulong bytes) => (passedNs | bytes) <= uint.MaxValue && passedNs * bytes <= ExactMax;

    /// <summary>So many bytes were held for a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong passedNs, ulong bytes)
    {
        // Gaps are short and heaps below 4 GiB, mostly; a processor without the long multiplication takes four, and this runs at every operation.
        if ((passedNs | bytes) <= uint.MaxValue)
        {
            Add(passedNs * bytes);
            return;
        }

        ulong high = Math.BigMul(passedNs, bytes, out ulong low);
        Add(low);
        _high += high;
    }

    /// <summary>A sum is added to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(UInt128 byteNs)
    {
        Add((ulong)byteNs);
        _high += (ulong)(byteNs >> 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ulong byteNs)
    {
        _low = unchecked(_low + byteNs);
        _high += _low < byteNs ? 1UL : 0;
    }
}
