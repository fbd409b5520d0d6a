using System.Numerics;

namespace AllocSim.Workloads.Generators;

/// <summary>The generator of all random numbers here: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64. MathNet's distributions draw from it.</summary>
/// <remarks>
/// Every purpose gets a stream of its own out of the one seed, so that a new consumer does not shift the numbers of the others.
/// Not one of MathNet's own sources: each of those first draws a seed from the system's cryptography, which loads OpenSSL, and a machine need not have it.
/// </remarks>
public sealed class Xoshiro : Random
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="purpose">What the numbers are for; a different stream for each.</param>
    /// <param name="id">Which of several streams for the same purpose, for instance the thread.</param>
    public Xoshiro(ulong seed, ulong purpose = 0, ulong id = 0)
        : base(Seed: 0)
    {
        ulong state = seed;
        state = SplitMix(ref state) ^ (purpose * 0xD1B54A32D192ED03UL);
        state = SplitMix(ref state) ^ (id * 0x8CB92BA72F3D8DD7UL);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number of 0 to <paramref name="below"/> - 1, each as likely.</summary>
    public int Below(int below) => (int)Math.BigMul(NextBits(), (ulong)below, out _);

    /// <summary>A number of <paramref name="least"/> to <paramref name="greatest"/>, each as likely.</summary>
    public ulong Between(ulong least, ulong greatest) => least + Math.BigMul(NextBits(), greatest - least + 1, out _);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <inheritdoc/>
    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
