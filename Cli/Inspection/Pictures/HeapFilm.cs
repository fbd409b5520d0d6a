using AllocSim.Cli.Runs;
using AllocSim.Reports.Maps;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection.Pictures;

/// <summary>Makes maps of the address space: of one moment, or moving ones of a whole run.</summary>
internal static class HeapFilm
{
    private const int FramesMax = 100;
    private const int FrameMs = 100;

    // About what part of the time it takes to read the trace, and to find the layout of all frames.
    private const double ReadingShare = 0.1;
    private const double FirstShare = 0.4;

    /// <summary>Writes the map of the moment where a run stands, as PNG.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="run">The run.</param>
    /// <param name="colours">What its colours say.</param>
    public static void WritePicture(Stream output, InspectedRun run, string colours)
    {
        PageLayer pages = run.Session.Machine.Pages;
        MapLayout layout = MapLayout.Of(Ranges(pages), pages.PageSize);
        MapPainter painter = new(colours);
        painter.Note(run);
        output.Write(new MapPicture(layout, pages.PageSize, painter.Legend).ToPng(Title(run) + painter.Words(run), painter.Colours(layout, run)));
    }

    /// <summary>Writes an animated PNG of a run: a hundred moments, evenly over its operations, all in one layout.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="request">The run.</param>
    /// <param name="colours">What its colours say.</param>
    /// <param name="tell">Told how far the work is, from 0 to 1.</param>
    public static void Write(Stream output, RunRequest request, string colours, Action<double> tell)
    {
        MapPainter painter = new(colours);
        using OperationSpool spool = OperationSpool.Of(new ToldTrace(request, share => tell(share * ReadingShare)));
        int frames = (int)Math.Min(FramesMax, spool.Count);
        long[] moments = [.. Enumerable.Range(1, frames).Select(frame => (spool.Count * frame / frames) - 1)];
        List<(ulong Start, ulong End)> all = [];
        using (InspectedRun first = new(request, [], spool.Open))
        {
            foreach (long moment in moments)
            {
                first.Cursor.RunTo(moment);
                all = Join([.. all, .. Ranges(first.Session.Machine.Pages)]);
                painter.Note(first);
                tell(ReadingShare + ((double)moment / spool.Count * FirstShare));
            }
        }

        MapLayout layout = MapLayout.Of(all, request.Machine.PageSize);
        MapPicture picture = new(layout, request.Machine.PageSize, painter.Legend);
        using InspectedRun run = new(request, [], spool.Open, isMapped: painter.NeedsLive);
        using AnimatedPng film = new(output, picture.Width, picture.Height, frames, FrameMs);
        foreach (long moment in moments)
        {
            run.Cursor.RunTo(moment);
            film.Add(picture.ToPixels(Title(run) + painter.Words(run), painter.Colours(layout, run)));
            tell(ReadingShare + FirstShare + ((double)moment / spool.Count * (1 - ReadingShare - FirstShare)));
        }
    }

    private static string Title(InspectedRun run) => $"after operation {Quantity.Count(run.Cursor.Index)}, {Quantity.Nanoseconds(run.Session.Machine.TraceTimeNs)}";

    private static List<(ulong Start, ulong End)> Ranges(PageLayer pages)
    {
        List<PageStateRun> runs = [];
        pages.ReadStates(runs);
        return Join([.. runs.Select(run => (run.Start, run.End))]);
    }

    /// <summary>Sorts ranges by address and joins those that touch.</summary>
    public static List<(ulong Start, ulong End)> Join(List<(ulong Start, ulong End)> ranges)
    {
        ranges.Sort((a, b) => a.Start.CompareTo(b.Start));
        List<(ulong Start, ulong End)> joined = [];
        foreach ((ulong start, ulong end) in ranges)
        {
            if (joined.Count > 0 && start <= joined[^1].End)
            {
                joined[^1] = (joined[^1].Start, Math.Max(joined[^1].End, end));
            }
            else
            {
                joined.Add((start, end));
            }
        }

        return joined;
    }
}
