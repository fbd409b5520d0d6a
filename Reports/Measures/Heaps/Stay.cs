namespace AllocSim.Reports.Measures.Heaps;

/// <summary>Something that is the same over moments in a row.</summary>
/// <param name="what">What it is.</param>
/// <param name="from">The first moment that has it.</param>
/// <param name="to">The first moment that has it no more.</param>
public struct Stay<T>(T what, int from, int to)
{
    /// <summary>What it is.</summary>
    public readonly T What = what;

    /// <summary>The first moment that has it.</summary>
    public int From = from;

    /// <summary>The first moment that has it no more.</summary>
    public int To = to;
}
