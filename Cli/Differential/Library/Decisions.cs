using AllocSim.Simulator.Machine;

namespace AllocSim.Cli.Differential.Library;

/// <summary>What the real library decided during a batch of operations.</summary>
internal sealed class Decisions : IDisposable
{
    /// <summary>Makes room.</summary>
    /// <param name="operations">Most operations in a batch.</param>
    public Decisions(int operations)
    {
        Values = new ulong[operations];
        Errors = new int[operations];
        CallLog = new SystemCallLog(Calls);
    }

    /// <summary>For each operation that answers: the address, the size, or the value that a control read.</summary>
    public ulong[] Values { get; }

    /// <summary>For each control: its error.</summary>
    public int[] Errors { get; }

    /// <summary>Calls to the system, a line each, as <see cref="SystemCallLog"/> writes them.</summary>
    public MemoryStream Calls { get; } = new();

    /// <summary>Writes to <see cref="Calls"/>.</summary>
    public SystemCallLog CallLog { get; }

    /// <summary>Statistics by the operation that asked for them.</summary>
    public SortedDictionary<long, string> Statistics { get; } = [];

    /// <summary>Pages by the operation after which they were looked at.</summary>
    public SortedDictionary<long, PageLook> Pages { get; } = [];

    /// <summary>How the run ended, where it did before its trace.</summary>
    public LibraryEnd? End { get; set; }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Calls.SetLength(0);
        Statistics.Clear();
        Pages.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => CallLog.Dispose();
}
