using AllocSim.Reports.Contention;

namespace AllocSim.Cli.Harness;

/// <summary>What one run of the harness gave.</summary>
/// <param name="ElapsedNs">From the first thread's first operation until the last thread's exit, nanoseconds.</param>
/// <param name="Mutexes">The library's mutexes with the counters that it has of them; only those that were used.</param>
/// <param name="ThreadBlocks">Address of the library's thread-local block in each thread, in the order of the file, the main thread last; none where it is not known.</param>
public sealed record HarnessRun(long ElapsedNs, IReadOnlyList<MutexRow> Mutexes, IReadOnlyList<ulong> ThreadBlocks);
