namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The live samples of a dump together.</summary>
/// <param name="Objects">Samples.</param>
/// <param name="Bytes">Bytes of their size classes.</param>
/// <param name="Contexts">Backtraces that have some.</param>
internal readonly record struct ProfDumpSums(ulong Objects, ulong Bytes, ulong Contexts);
