namespace AllocSim.Cli.Differential.Library;

/// <summary>What the library's process may take.</summary>
/// <param name="Seconds">Time for a batch of operations.</param>
/// <param name="MemoryBytes">Memory that the kernel may hold for it at a time.</param>
internal sealed record ProcessLimits(int Seconds, ulong MemoryBytes)
{
    /// <summary>Seconds, where nothing else is asked for.</summary>
    public const int UsualSeconds = 60;

    // So much that no bundled trace and hardly a random case reaches it.
    private const ulong UsualMemoryBytes = 4UL << 30;

    /// <summary>The limits of one process at a time.</summary>
    public static ProcessLimits Usual { get; } = new(UsualSeconds, UsualMemory(1));

    /// <summary>Memory of a process where nothing else is asked for: all of them together leave half of this machine's.</summary>
    /// <param name="jobs">Processes at a time.</param>
    public static ulong UsualMemory(int jobs) => Math.Min(UsualMemoryBytes, (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / (ulong)jobs);
}
