namespace AllocSim.Reports.Profiles;

/// <summary>What bytes are counted by.</summary>
/// <param name="Stack">Number of the call stack that made the object, from 1; 0 where the trace has none.</param>
/// <param name="Thread">The thread that made it.</param>
/// <param name="SizeIndex">Its size class.</param>
internal readonly record struct ProfileKey(int Stack, int Thread, int SizeIndex);
