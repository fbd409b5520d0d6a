namespace AllocSim.Cli.Inspection.Questions;

/// <summary>The object that a question is about.</summary>
/// <param name="Block">The object; without one its address is 0.</param>
/// <param name="End">How it ended; null while it lives.</param>
internal readonly record struct AskedBlock(TracedBlock Block, BlockEnd? End);
