namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that can be told to print its statistics on the way.</summary>
public interface IStatsPrintingAllocator
{
    /// <summary>Where it prints them, asked each time; null: what it prints is thrown away.</summary>
    Func<TextWriter>? StatsOutput { get; set; }
}
