using AllocSim.Reports.Charts;

namespace AllocSim.Reports.Html;

/// <summary>Leaves out samples of a chart that has more of them than a page can carry, and keeps every line's largest and smallest ones.</summary>
internal static class LineThinning
{
    /// <summary>Samples from which on some are left out.</summary>
    public const int SamplesMax = 4096;

    private const int Buckets = 512;

    /// <summary>Indices of the samples that are kept, ascending: in each of 512 equal stretches the first one, and each line's first largest and first smallest.</summary>
    public static IReadOnlyList<int> Kept(LineChart chart)
    {
        int count = chart.X.Count;
        if (count <= SamplesMax)
        {
            return [.. Enumerable.Range(0, count)];
        }

        SortedSet<int> kept = [count - 1];
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            int from = (int)((long)count * bucket / Buckets);
            int to = (int)((long)count * (bucket + 1) / Buckets);
            kept.Add(from);
            foreach (LineSeries series in chart.Series)
            {
                int most = from;
                int least = from;
                for (int i = from + 1; i < to; i++)
                {
                    most = series.Values[i] > series.Values[most] ? i : most;
                    least = series.Values[i] < series.Values[least] ? i : least;
                }

                kept.Add(most);
                kept.Add(least);
            }
        }

        return [.. kept];
    }
}
