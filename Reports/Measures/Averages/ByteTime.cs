using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>A sum of bytes times nanoseconds, exact.</summary>
internal struct ByteTime
{
    private ulong _high;
    private ulong _low;

    /// <summary>The sum.</summary>
    public readonly UInt128 ByteNs => new(_high, _low);

    /// <summary>What has come to it since it was another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly double Since(in ByteTime before)
        => _high == before._high ? (double)(_low - before._low) : (double)(ByteNs - before.ByteNs); // the same, and no call where it is one operation's

    /// <summary>So many bytes were held for a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong passedNs, ulong bytes)
    {
        // One multiplication: that of two UInt128 takes three, and this runs at every operation.
        ulong high = Math.BigMul(passedNs, bytes, out ulong low);
        _low = unchecked(_low + low);
        _high += high + (_low < low ? 1UL : 0);
    }
}
