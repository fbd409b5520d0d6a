namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>Makes a failing trace short: drops operations, and whatever depends on them, as long as it still fails.</summary>
internal static class TraceShrinker
{
    /// <summary>The shortest trace found.</summary>
    /// <param name="lines">The trace.</param>
    /// <param name="stillFails">Whether a trace shows the difference.</param>
    /// <param name="triesMax">How often it may be asked.</param>
    public static List<string> Shrink(List<string> lines, Func<List<string>, bool> stillFails, int triesMax)
    {
        lines = CutTail(lines, stillFails, ref triesMax);
        for (int chunk = Math.Max(lines.Count / 2, 1); chunk >= 1 && triesMax > 0; chunk /= 2)
        {
            for (int start = lines.Count - chunk; start > -chunk && triesMax > 0; start -= chunk)
            {
                List<string> shorter = Without(lines, Math.Max(start, 0), Math.Min(start + chunk, lines.Count));
                triesMax--;
                if (shorter.Count < lines.Count && shorter.Count > 0 && stillFails(shorter))
                {
                    lines = shorter;
                }
            }
        }

        return lines;
    }

    private static List<string> CutTail(List<string> lines, Func<List<string>, bool> stillFails, ref int triesMax)
    {
        int passes = 0;
        int fails = lines.Count;
        while (fails - passes > Math.Max(1, fails / 200) && triesMax-- > 0)
        {
            int middle = (passes + fails) / 2;
            if (middle > 0 && stillFails(lines[..middle]))
            {
                fails = middle;
            }
            else
            {
                passes = middle;
            }
        }

        return lines[..fails];
    }

    // Drops lines from start to end, and everything about objects that are then never made.
    private static List<string> Without(List<string> lines, int start, int end)
    {
        HashSet<string> unmade = [];
        List<string> kept = [];
        for (int i = 0; i < lines.Count; i++)
        {
            string[] fields = lines[i].Split(' ');
            bool drop = i >= start && i < end;
            string verb = fields[2];
            if (verb is "realloc" or "rallocx")
            {
                drop |= unmade.Contains(fields[4]);
            }
            else if (verb is "free" or "dallocx" or "sdallocx" or "xallocx")
            {
                drop |= unmade.Contains(fields[3]);
            }

            if (!drop)
            {
                kept.Add(lines[i]);
            }
            else if (verb is not ("free" or "dallocx" or "sdallocx" or "xallocx" or "ctl" or "stats" or "exit"))
            {
                unmade.Add(fields[3]);
            }
        }

        return kept;
    }
}
