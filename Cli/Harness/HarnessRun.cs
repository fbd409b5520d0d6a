using AllocSim.Reports.Contention;

namespace AllocSim.Cli.Harness;

/// <summary>What one run of the harness gave.</summary>
/// <param name="ElapsedNs">From the first thread's first operation until the last thread's exit, nanoseconds.</param>
/// <param name="PausePs">What one look of a spinning thread takes, picoseconds; measured in runs without a library, otherwise 0.</param>
/// <param name="Mutexes">The library's mutexes with the counters that it has of them; only those that were used.</param>
public sealed record HarnessRun(long ElapsedNs, long PausePs, IReadOnlyList<MutexRow> Mutexes);
