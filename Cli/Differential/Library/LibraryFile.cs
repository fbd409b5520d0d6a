namespace AllocSim.Cli.Differential.Library;

/// <summary>A real library on this system.</summary>
/// <param name="Path">Its file, whole.</param>
/// <param name="Version">The version that it tells; empty where it tells none.</param>
internal sealed record LibraryFile(string Path, string Version);
