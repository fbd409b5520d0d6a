using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Measures.Samples;

/// <summary>Keeps samples of a run.</summary>
internal interface ISampler
{
    /// <summary>What was kept, by time; the last one is the end of the run.</summary>
    IReadOnlyList<TimelineSample> Samples { get; }

    /// <summary>Samples the state now.</summary>
    /// <param name="index">The operation that comes next.</param>
    /// <param name="timeNs">The trace's clock.</param>
    void Take(long index, long timeNs);

    /// <summary>Makes room, when a schedule asks for it.</summary>
    void Thin(SampleSchedule schedule);

    /// <summary>Samples the end of the run.</summary>
    /// <param name="index">Operations in it.</param>
    /// <param name="timeNs">The trace's clock.</param>
    void Finish(long index, long timeNs);
}
