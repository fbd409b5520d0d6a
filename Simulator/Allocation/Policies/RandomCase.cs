using System.Text;

namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>One experiment, drawn from a seed: options, CPUs and a trace.</summary>
/// <param name="Conf">Options that the policy finds no error in.</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Lines">The trace, a line an operation, as plain text.</param>
public sealed record RandomCase(string Conf, int Cpus, IReadOnlyList<string> Lines)
{
    /// <summary>The trace as a file would have it, each line with its end.</summary>
    public byte[] TraceBytes() => Encoding.ASCII.GetBytes(string.Join('\n', Lines) + "\n");
}
