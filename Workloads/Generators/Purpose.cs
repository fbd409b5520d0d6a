namespace AllocSim.Workloads.Generators;

/// <summary>What streams of random numbers are for; the numbers are part of the meaning of a seed and never change.</summary>
internal static class Purpose
{
    /// <summary>Pauses between a thread's steps.</summary>
    public const ulong Pause = 1;

    /// <summary>A program's own choices.</summary>
    public const ulong Program = 2;

    /// <summary>Sizes.</summary>
    public const ulong Size = 3;

    /// <summary>Lifetimes.</summary>
    public const ulong Lifetime = 4;
}
