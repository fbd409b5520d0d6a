using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Objects;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Transforms;

/// <summary>Holds a source to all the rules of a trace, whatever its format has checked already.</summary>
public static class CheckedTrace
{
    /// <summary>Reads a source to its end.</summary>
    /// <returns>Operations read.</returns>
    /// <exception cref="TraceFormatException">A rule is broken; the message names the operation.</exception>
    public static long Check(ITraceSource source)
    {
        var binder = new OperationBinder();
        using var cursor = new OperationCursor(source);
        long count = 0;
        for (; cursor.MoveNext(); count++)
        {
            Operation op = cursor.Current;
            TraceFault fault = binder.Bind(ref op, cursor.Number, cursor.Old);
            if (fault != TraceFault.None)
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"{source.Name}: operation {cursor.Index}: ");
                throw new TraceFormatException(place + FaultText.Describe(fault, op, cursor.Number, cursor.Old, binder.LastTimeNs));
            }
        }

        return count;
    }
}
