namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>What a MALLOC_CONF string came to.</summary>
/// <param name="Options">The options; where a value was wrong, as they were before it.</param>
/// <param name="Warnings">One line for each thing that the library would warn of and go on.</param>
/// <param name="Errors">One line for each reason not to run: with abort_conf, what is wrong. Empty when the options can be used.</param>
public sealed record MallocConfResult(JemallocOptions Options, IReadOnlyList<string> Warnings, IReadOnlyList<string> Errors);
