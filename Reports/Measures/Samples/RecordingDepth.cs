namespace AllocSim.Reports.Measures.Samples;

/// <summary>How much a recording keeps; each depth includes the ones before it.</summary>
public enum RecordingDepth
{
    /// <summary>What a console shows: peaks, averages over time, samples.</summary>
    Totals,

    /// <summary>Every column of summary.csv that is an average: the allocator's totals are read at every operation.</summary>
    Averages,

    /// <summary>All tables and charts of a run: every object is followed.</summary>
    Everything,
}
