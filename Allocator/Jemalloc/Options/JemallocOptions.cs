namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>Placeholder body, completed in the next commit.</summary>
public sealed record JemallocOptions
{
}
