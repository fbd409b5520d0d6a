using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Runs;

namespace AllocSim.Reports.Stored;

/// <summary>A run as it lies in its folder.</summary>
public sealed record StoredRun
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Its manifest.</summary>
    public required StoredManifest Manifest { get; init; }

    /// <summary>Every table that lies in the folder, those that this version does not know included: the known ones first, the others by name.</summary>
    public required IReadOnlyList<StoredTable> Tables { get; init; }

    /// <summary>The run, from which its charts are drawn.</summary>
    public required RunResult Result { get; init; }

    /// <summary>The charts that the run leaves as pictures; made of the run where nobody has given them.</summary>
    public IReadOnlyList<Chart> Charts { get => field ?? RunCharts.All(Result); init; }

    /// <summary>A run that has just been written, without reading back what is known: its manifest, and of its tables what a page shows.</summary>
    /// <param name="result">The run.</param>
    /// <param name="folder">Where it was written to.</param>
    /// <param name="rowsMax">Rows of each table that are wanted.</param>
    /// <exception cref="IOException">A file is not as it was written.</exception>
    public static StoredRun Of(RunResult result, string folder, int rowsMax)
    {
        List<string> errors = [];
        StoredManifest? manifest = StoredManifest.TryRead(Path.Combine(folder, StoredManifest.FileName), errors);
        StoredTable?[] tables = [.. StoredRunReader.InOrder(Directory.EnumerateFiles(folder, "*.csv").Select(path => Path.GetFileNameWithoutExtension(path)), result.Policy)
            .Select(name => StoredTableReader.TryRead(Path.Combine(folder, name + ".csv"), errors, rowsMax))];
        return errors.Count > 0 || manifest is null ? throw new IOException(errors.FirstOrDefault("the manifest is missing"))
            : new StoredRun { Folder = folder, Manifest = manifest, Tables = [.. tables.OfType<StoredTable>()], Result = result };
    }
}
