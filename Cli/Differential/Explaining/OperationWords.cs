using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>An operation as a line of a plain-text trace.</summary>
internal static class OperationWords
{
    /// <summary>The line.</summary>
    public static string Of(in Operation operation, long number, long old, IReadOnlyList<string> names)
    {
        Span<byte> text = stackalloc byte[512];
        return Encoding.UTF8.GetString(text[..TextTraceWriter.Format(text, operation, number, old, names)]);
    }
}
