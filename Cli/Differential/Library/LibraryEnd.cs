using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Differential.Library;

/// <summary>How a run of a real library ended before its trace did.</summary>
/// <param name="Index">The operation under way.</param>
/// <param name="Signal">The signal that ended it; 0 where the harness gave up by itself, or the process was gone.</param>
/// <param name="Words">Why, in one line without its operation.</param>
internal sealed record LibraryEnd(long Index, int Signal, string Words)
{
    private const int Alarm = 14;
    private const int MemoryLook = 27;

    private static readonly SortedDictionary<int, string> Signals = new() { [4] = "SIGILL", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE", [11] = "SIGSEGV", [9] = "SIGKILL", [31] = "SIGSYS" };

    /// <summary>Whether the time limit ended it.</summary>
    public bool IsTimeout => Signal == Alarm;

    /// <summary>The end by a signal.</summary>
    public static LibraryEnd BySignal(long index, int signal, ProcessLimits limits) => new(index, signal, signal switch
    {
        Alarm => FormattableString.Invariant($"the library took more than {limits.Seconds} s; --time-limit sets how long to wait"),
        MemoryLook => $"the library's process came to hold more than {Quantity.Bytes(limits.MemoryBytes)} of memory; --memory-limit sets how much it may",
        _ => FormattableString.Invariant($"the library ended its process with signal {signal}{(Signals.TryGetValue(signal, out string? name) ? $" ({name})" : "")}"),
    });
}
