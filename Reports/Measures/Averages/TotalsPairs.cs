using System.Runtime.Intrinsics;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>A number for each of an allocator's totals, two by two, which every machine can add at once: code with longer vectors is not compiled ahead of time.</summary>
internal struct TotalsPairs
{
    /// <summary>Allocated and active bytes.</summary>
    public Vector128<double> A;

    /// <summary>Resident bytes, as the allocator says, and mapped ones.</summary>
    public Vector128<double> B;

    /// <summary>Retained bytes, and those of metadata.</summary>
    public Vector128<double> C;
}
