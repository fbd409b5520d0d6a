using System.Globalization;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Inspection;

/// <summary>The moments of a trace that somebody asked for: after an operation, at a time, at the peak of what the program asked for, at the end.</summary>
/// <param name="Operations">Indices of operations.</param>
/// <param name="Times">Times on the trace's clock, nanoseconds from its first operation: after the last operation until then.</param>
/// <param name="AtPeak">After the operation with which most bytes are requested.</param>
/// <param name="AtEnd">After the last operation.</param>
public sealed record Moments(IReadOnlyList<long> Operations, IReadOnlyList<long> Times, bool AtPeak, bool AtEnd)
{
    /// <summary>How many moments were asked for.</summary>
    public int Count => Operations.Count + Times.Count + (AtPeak ? 1 : 0) + (AtEnd ? 1 : 0);

    /// <summary>Reads a list of moments with commas between them.</summary>
    public static Moments Read(string text, string option, Arguments arguments)
    {
        List<long> operations = [];
        List<long> times = [];
        bool atPeak = false;
        bool atEnd = false;
        foreach (string part in text.Split(','))
        {
            if (part == "peak")
            {
                atPeak = true;
            }
            else if (part is "end" or "last")
            {
                atEnd = true;
            }
            else if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long index))
            {
                operations.Add(index);
            }
            else if (Units.TryParseDuration(part, out long nanoseconds) && nanoseconds >= 0)
            {
                times.Add(nanoseconds);
            }
            else
            {
                arguments.AddError($"{option} {part}: expected the index of an operation, from 0, a time such as 1.5ms, peak or end");
            }
        }

        return new Moments(operations, times, atPeak, atEnd);
    }
}
