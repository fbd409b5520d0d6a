using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Reports.Stored;

/// <summary>Writes what a run leaves in its directory: the manifest, the tables, and the charts in a folder of their own.</summary>
public static class RunFiles
{
    /// <summary>Folder of the charts inside a run's directory.</summary>
    public const string ChartFolder = "charts";

    /// <summary>The heap at moments of the run, for its page.</summary>
    public const string HeapFile = "heap.bin.gz";

    /// <summary>Writes the files of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="directory">An existing directory.</param>
    /// <param name="renderer">Who draws the charts; null for none.</param>
    /// <exception cref="ChartException">A chart could not be drawn.</exception>
    public static void Write(RunResult run, string directory, IChartRenderer? renderer)
    {
        WriteTables(run, directory);
        WriteHeap(run, directory);
        if (renderer is not null)
        {
            Draw(RunCharts.All(run), directory, renderer);
        }
    }

    /// <summary>Writes the manifest, the tables and the allocator's statistics.</summary>
    /// <param name="run">The run.</param>
    /// <param name="directory">An existing directory.</param>
    public static void WriteTables(RunResult run, string directory)
    {
        Write(directory, "manifest.json", output => Manifest.Write(output, run));
        run.Tables.Write(directory);
        run.Contention?.Write(directory);
        if (run.StatsJson.Length > 0)
        {
            File.WriteAllText(Path.Combine(directory, "stats." + StatisticsOptions.EndingOf(run.Policy?.StatisticsOptions?.Usual ?? "", run.Policy?.StatisticsOptions)), run.StatsJson);
        }
    }

    /// <summary>Writes the heap at moments of the run, where it was recorded.</summary>
    /// <param name="run">The run.</param>
    /// <param name="directory">An existing directory.</param>
    public static void WriteHeap(RunResult run, string directory)
    {
        if (run.PackedHeap is not null)
        {
            File.WriteAllBytes(Path.Combine(directory, HeapFile), run.PackedHeap);
        }
    }

    /// <summary>Draws charts into the folder that a run has for them.</summary>
    /// <param name="charts">The charts.</param>
    /// <param name="directory">The run's existing directory.</param>
    /// <param name="renderer">Who draws them.</param>
    /// <exception cref="ChartException">A chart could not be drawn.</exception>
    public static void Draw(IReadOnlyList<Chart> charts, string directory, IChartRenderer renderer)
    {
        string folder = Path.Combine(directory, ChartFolder);
        Directory.CreateDirectory(folder);
        renderer.RenderAll(charts, folder);
    }

    private static void Write(string directory, string name, Action<Stream> write)
    {
        using FileStream output = File.Create(Path.Combine(directory, name));
        write(output);
    }
}
