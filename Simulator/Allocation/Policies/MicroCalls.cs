namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>What a micro-trace does over and over.</summary>
public enum MicroCalls
{
    /// <summary>malloc and free.</summary>
    Pairs,

    /// <summary>calloc and free.</summary>
    CallocPairs,

    /// <summary>malloc and free, beside one object that stays.</summary>
    Kept,

    /// <summary>So many objects are made, then freed in the same order; for each size in turn.</summary>
    Batches,

    /// <summary>A drawn one of so many objects goes, one of a drawn size between two comes.</summary>
    Drawn,

    /// <summary>malloc alone.</summary>
    Grow,

    /// <summary>One object is resized between two sizes.</summary>
    Resize,

    /// <summary>Two threads in turn free what the other made and make something for it.</summary>
    HandOver,

    /// <summary>The same with so many at once.</summary>
    HandOverMany,

    /// <summary>One thread makes so many at once and again, while another one frees them.</summary>
    Stream,
}
