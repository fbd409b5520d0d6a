using AllocSim.Cli.Progress;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Html;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;

namespace AllocSim.Cli.Inspection.Pictures;

/// <summary>Writes the folder of one run: first its tables; then, at the same time, its pictures, and the heap at moments of the run with the page that shows it.</summary>
/// <param name="request">What was run; ready.</param>
/// <param name="run">What it left, everything recorded.</param>
/// <param name="directory">An existing directory.</param>
internal sealed class RunFolder(RunRequest request, RunResult run, string directory)
{
    /// <summary>Who draws the charts; null for none.</summary>
    public IChartRenderer? Renderer { get; init; }

    /// <summary>Whether there is to be a page.</summary>
    public bool HasPage { get; init; }

    /// <summary>Writes it.</summary>
    /// <param name="terminal">Where long work tells how far it is.</param>
    /// <exception cref="ChartException">A chart could not be drawn.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public void Write(Terminal terminal)
    {
        // The heap is recorded by a replay of its own, which shares nothing with the run.
        Task<RunResult> mapped = HasPage && request.Contended is null ? Task.Run(() => Mapped(terminal)) : Task.FromResult(run);
        Task? page = null;
        try
        {
            RunFiles.WriteTables(run, directory);
            IReadOnlyList<Chart> charts = RunCharts.All(run);
            page = HasPage ? mapped.ContinueWith(done => WritePage(done.GetAwaiter().GetResult(), charts), TaskScheduler.Default) : null;
            if (Renderer is not null)
            {
                RunFiles.Draw(charts, directory, Renderer);
            }
        }
        finally
        {
            // Nothing may still be writing when a folder is taken away.
            (page ?? mapped).GetAwaiter().GetResult();
        }
    }

    private RunResult Mapped(Terminal terminal)
    {
        WorkProgress progress = new(terminal, "mapping " + request.TraceName);
        RunResult mapped = run with { PackedHeap = HeapRecorder.OfARun(request, run, progress.Tell) };
        progress.Finish();
        return mapped;
    }

    private void WritePage(RunResult mapped, IReadOnlyList<Chart> charts)
    {
        RunFiles.WriteHeap(mapped, directory);
        RunPage.Write(directory, [StoredRun.Of(mapped, directory, ReportPage.RowsMax) with { Charts = charts }]);
    }
}
