using System.Globalization;

namespace AllocSim.Allocator.Tcmalloc.Stats;

/// <summary>Bytes as MiB with some decimals, as printf writes them: what lies halfway goes to the even digit.</summary>
internal static class MebibyteText
{
    private const int MebibyteLog2 = 20;

    /// <summary>The text, right-aligned.</summary>
    /// <param name="bytes">How many; from 2^53 on the nearest number that a double has.</param>
    /// <param name="width">Characters at least.</param>
    /// <param name="decimals">Digits behind the point, at least 1.</param>
    public static string Of(ulong bytes, int width, int decimals)
    {
        ulong scale = 1;
        for (int i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        UInt128 exact = (UInt128)(double)bytes * scale;
        UInt128 rounded = exact >> MebibyteLog2;
        UInt128 rest = exact & ((1UL << MebibyteLog2) - 1);
        UInt128 half = 1UL << (MebibyteLog2 - 1);
        if (rest > half || (rest == half && UInt128.IsOddInteger(rounded)))
        {
            rounded++;
        }

        string whole = (rounded / scale).ToString(CultureInfo.InvariantCulture);
        string fraction = (rounded % scale).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return $"{whole}.{fraction}".PadLeft(width);
    }
}
