namespace AllocSim.Allocator.Common;

/// <summary>Two words next to each other in simulated memory, at a multiple of 16.</summary>
internal struct WordPair
{
    /// <summary>The word at the lower address.</summary>
    public ulong First;

    /// <summary>The word 8 bytes on.</summary>
    public ulong Second;
}
