using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Samples;

/// <summary>Values that an allocator says of itself, or not.</summary>
internal static class SaidValues
{
    /// <summary>A value; nothing where the allocator does not say all that it is made of.</summary>
    /// <param name="said">What the allocator says.</param>
    /// <param name="needed">What the value is made of.</param>
    /// <param name="value">The value.</param>
    public static T? Value<T>(this HeapMeasures said, HeapMeasures needed, T value)
        where T : struct
        => (said & needed) == needed ? value : null;
}
