namespace AllocSim.Simulator.Operations;

/// <summary>Where operations come from: a trace file, a generator, a list in memory. Read once, from front to back.</summary>
/// <remarks>A source hands out only well-formed sequences: times do not go back, an object is freed once and after it was made. What it had to repair or skip it counts.</remarks>
public interface ITraceSource : IDisposable
{
    /// <summary>What to call the trace in messages and reports.</summary>
    string Name { get; }

    /// <summary>Names of the controls that <see cref="OperationKind.Ctl"/> operations refer to; grows while the trace is read, an entry never changes.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Call stacks that <see cref="OperationBatch.Stacks"/> refer to, number n at index n - 1, each a list of texts that name frames, innermost first. Grows like <see cref="Names"/>; empty where the trace has none.</summary>
    IReadOnlyList<IReadOnlyList<string>> CallStacks => [];

    /// <summary>Fills the batch with the next operations.</summary>
    /// <returns>False when the trace has ended; the batch is then empty.</returns>
    /// <exception cref="TraceFormatException">The input is not a trace, or breaks a rule of the format.</exception>
    bool TryRead(OperationBatch batch);
}
