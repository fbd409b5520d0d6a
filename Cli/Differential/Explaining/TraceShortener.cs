namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Makes a trace short as long as it still shows what it is to show: drops runs of operations, ever smaller ones, and whatever depends on an object that is then never made.</summary>
/// <param name="shows">Whether a trace shows it.</param>
/// <param name="triesMax">How often that may be asked.</param>
internal sealed class TraceShortener(Func<IReadOnlyList<ListedOperation>, bool> shows, int triesMax)
{
    private int _tries;

    /// <summary>The shortest trace found.</summary>
    /// <param name="trace">A trace that shows it.</param>
    public List<ListedOperation> Shorten(List<ListedOperation> trace)
    {
        int length = Math.Max(trace.Count / 2, 1);
        while (_tries < triesMax)
        {
            int before = trace.Count;
            trace = DropRuns(trace, length);
            if (trace.Count == before && length == 1)
            {
                break;
            }

            length = trace.Count < before && length == 1 ? 1 : Math.Max(Math.Min(length, trace.Count) / 2, 1);
        }

        return trace;
    }

    // From the end on: what lies behind is needed least.
    private List<ListedOperation> DropRuns(List<ListedOperation> trace, int length)
    {
        for (int end = trace.Count; end > 0 && _tries < triesMax; end -= length)
        {
            end = Math.Min(end, trace.Count);
            List<ListedOperation> shorter = Without(trace, Math.Max(end - length, 0), end);
            _tries++;
            if (shorter.Count > 0 && shows(shorter))
            {
                trace = shorter;
            }
        }

        return trace;
    }

    private static List<ListedOperation> Without(List<ListedOperation> trace, int start, int end)
    {
        HashSet<long> unmade = [];
        List<ListedOperation> kept = new(trace.Count);
        for (int i = 0; i < trace.Count; i++)
        {
            ListedOperation operation = trace[i];
            if ((i >= start && i < end) || (operation.Needs >= 0 && unmade.Contains(operation.Needs)))
            {
                if (operation.Makes)
                {
                    unmade.Add(operation.Number);
                }
            }
            else
            {
                kept.Add(operation);
            }
        }

        return kept;
    }
}
