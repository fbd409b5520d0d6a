namespace AllocSim.Allocator.Common.Trials;

/// <summary>An object of a random trace, as far as the trace itself can know it.</summary>
/// <param name="Number">Its number in the trace.</param>
/// <param name="Size">Bytes last asked for; -1 when a resize in place has left that open.</param>
/// <param name="LgAlign">The alignment asked for, as a power of two; 0 for none.</param>
/// <param name="Arena">The arena it was made in past every cache, so that the arena may be reset; -1 for any other object.</param>
/// <param name="MayBeNull">Whether the call that made it may have failed: jemalloc's own calls take no null pointer.</param>
internal readonly record struct TracedObject(long Number, long Size, int LgAlign, int Arena, bool MayBeNull)
{
    /// <summary>Whether moving it would copy more than a test should.</summary>
    public bool IsTooBigToCopy => Size > 8 << 20;
}
