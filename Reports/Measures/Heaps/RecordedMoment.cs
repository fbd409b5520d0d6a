using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Reports.Measures.Heaps;

/// <summary>One moment of a recorded heap.</summary>
/// <param name="Index">The operation that was the last one to run.</param>
/// <param name="TimeNs">When, on the trace's clock.</param>
/// <param name="States">What is behind the pages, by address.</param>
/// <param name="IsPeak">Whether most bytes are requested then; such a moment stays.</param>
public sealed record RecordedMoment(long Index, long TimeNs, IReadOnlyList<PageStateRun> States, bool IsPeak = false);
