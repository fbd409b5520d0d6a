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
}
