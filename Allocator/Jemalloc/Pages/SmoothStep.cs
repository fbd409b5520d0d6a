namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>The curve by which unused pages decay: 6x⁵ − 15x⁴ + 10x³ in 200 steps, as fixed-point numbers of 24 fractional bits.</summary>
/// <remarks>Computed in integers, rounded down, as jemalloc 5.3.0's `include/jemalloc/internal/smoothstep.sh` does.</remarks>
internal static class SmoothStep
{
    /// <summary>Steps, and so the epochs that a page's decay takes.</summary>
    public const int StepCount = 200;

    /// <summary>Fractional bits.</summary>
    public const int FractionBits = 24;

    /// <summary>Value after each step, the first at index 0; the last is 1.</summary>
    public static readonly ulong[] Steps = Compute();

    private static ulong[] Compute()
    {
        const ulong n = StepCount;
        var steps = new ulong[StepCount];
        for (ulong s = 1; s <= n; s++)
        {
            // With x = s/n the value is s³(6s² − 15sn + 10n²) / n⁵; all terms fit 64 bits.
            ulong numerator = s * s * s * ((6 * s * s) + (10 * n * n) - (15 * s * n));
            steps[s - 1] = (numerator << FractionBits) / (n * n * n * n * n);
        }

        return steps;
    }
}
