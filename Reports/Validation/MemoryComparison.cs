using System.Globalization;
using AllocSim.Reports.Charts;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Validation;

/// <summary>A program's heap in truth and in a replay of it, over time: how far apart the two are, in figures and in words.</summary>
public sealed class MemoryComparison
{
    /// <summary>Parts that two curves may be apart and be called equal: 3 %.</summary>
    public const double Bound = 0.03;

    /// <summary>Compares.</summary>
    /// <param name="samples">Moments by time; at least one.</param>
    public MemoryComparison(IReadOnlyList<MemorySample> samples)
    {
        Samples = samples;
        RealPeak = samples.Max(sample => sample.RealBytes);
        SimulatedPeak = samples.Max(sample => sample.SimulatedBytes);
        FirstPeak = samples.Max(sample => sample.FirstBytes);
        RealMean = Mean(sample => sample.RealBytes);
        SimulatedMean = Mean(sample => sample.SimulatedBytes);
        FirstMean = Mean(sample => sample.FirstBytes);
        MeanDistance = Mean(sample => Math.Abs(sample.Difference));
        Largest = samples.MaxBy(sample => Math.Abs(sample.Difference))!;
    }

    /// <summary>The moments.</summary>
    public IReadOnlyList<MemorySample> Samples { get; }

    /// <summary>Most that was resident, bytes.</summary>
    public long RealPeak { get; }

    /// <summary>Most in the replay.</summary>
    public long SimulatedPeak { get; }

    /// <summary>Most in the replay that touches first bytes alone.</summary>
    public long FirstPeak { get; }

    /// <summary>Average over time, bytes; each moment's value holds until the next one.</summary>
    public double RealMean { get; }

    /// <summary>Average in the replay.</summary>
    public double SimulatedMean { get; }

    /// <summary>Average in the replay that touches first bytes alone.</summary>
    public double FirstMean { get; }

    /// <summary>Average distance of the two curves, bytes.</summary>
    public double MeanDistance { get; }

    /// <summary>The moment at which they are farthest apart.</summary>
    public MemorySample Largest { get; }

    /// <summary>How much the simulated peak is above the real one, as a part of it.</summary>
    public double PeakOff => (SimulatedPeak - RealPeak) / (double)Math.Max(RealPeak, 1);

    /// <summary>How much the simulated average is above the real one, as a part of it.</summary>
    public double MeanOff => (SimulatedMean - RealMean) / Math.Max(RealMean, 1);

    /// <summary>Whether peak and average are within <see cref="Bound"/>.</summary>
    public bool IsWithin => Math.Abs(PeakOff) <= Bound && Math.Abs(MeanOff) <= Bound;

    /// <summary>What came out, a sentence each.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return $"At the peak {Quantity.Bytes(RealPeak)} were resident, and {Quantity.Bytes(SimulatedPeak)} in the replay ({Signed(PeakOff)}); on average {Quantity.Bytes(RealMean)} and {Quantity.Bytes(SimulatedMean)} ({Signed(MeanOff)}).";
        yield return Invariant($"The curves are {Quantity.Bytes(MeanDistance)} apart on average ({Quantity.Percent(MeanDistance / Math.Max(RealMean, 1))} of what is resident), and {Quantity.Bytes(Math.Abs(Largest.Difference))} at most: {Quantity.Nanoseconds(Largest.TimeNs)} after the beginning, at operation {Largest.Operation}, {Quantity.Bytes(Largest.RealBytes)} were resident and {Quantity.Bytes(Largest.SimulatedBytes)} in the replay.");
        if (IsWithin)
        {
            yield break;
        }

        string first = $"if it wrote the first byte of each object alone, {Quantity.Bytes(FirstPeak)} at the peak and {Quantity.Bytes(FirstMean)} on average";
        yield return MeanOff > 0 && FirstMean <= RealMean || PeakOff > 0 && FirstPeak <= RealPeak
            ? $"The replay has the program write all that it asks for; {first}. The truth lies between: what is missing is memory that the program asked for and did not write."
            : $"That is not memory which the program asked for and did not write: {first}.";
    }

    /// <summary>Both curves, and what the replay holds where only first bytes are written.</summary>
    /// <param name="name">Its file name, without ending.</param>
    /// <param name="title">What was run.</param>
    public LineChart Chart(string name, string title)
    {
        double last = Samples[^1].TimeNs;
        Axis time = Axis.Nanoseconds("time", last);
        return new LineChart
        {
            Name = name,
            Title = title,
            Horizontal = time,
            Vertical = Axis.Bytes("resident memory of the heap", Math.Max(RealPeak, SimulatedPeak)),
            XColumn = "time_ns",
            X = [.. Samples.Select(sample => (double)sample.TimeNs)],
            Series =
            [
                new LineSeries("simulated_bytes", "replay", [.. Samples.Select(sample => (double)sample.SimulatedBytes)]),
                new LineSeries("real_bytes", "real", [.. Samples.Select(sample => (double)sample.RealBytes)]),
                new LineSeries("first_bytes", "replay, first bytes written alone", [.. Samples.Select(sample => (double)sample.FirstBytes)], IsDashed: true),
            ],
        };
    }

    /// <summary>A part with its sign: +1.2%.</summary>
    public static string Signed(double part) => (part < 0 ? "-" : "+") + Quantity.Percent(Math.Abs(part));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double Mean(Func<MemorySample, long> value)
    {
        double sum = 0;
        for (int i = 0; i + 1 < Samples.Count; i++)
        {
            sum += (double)value(Samples[i]) * (Samples[i + 1].TimeNs - Samples[i].TimeNs);
        }

        long span = Samples[^1].TimeNs - Samples[0].TimeNs;
        return span > 0 ? sum / span : value(Samples[^1]);
    }
}
