namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>An object of a script.</summary>
/// <param name="Handle">What the emitter knows it by.</param>
/// <param name="Thread">The script's thread that made it.</param>
/// <param name="Size">Bytes asked for.</param>
internal readonly record struct ScriptObject(Emitter.Handle Handle, int Thread, ulong Size);
