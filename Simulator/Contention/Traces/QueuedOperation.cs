namespace AllocSim.Simulator.Contention.Traces;

/// <summary>An operation that has been read for a thread: where it is, and which objects it means. Not the operation itself, which would be three times as much to write and to read again.</summary>
/// <param name="Batch">Number of its batch in a <see cref="ReadAhead"/>.</param>
/// <param name="Place">Its place in the batch.</param>
/// <param name="Object">What stands for its object: a number of a <see cref="SharedObjects"/>.</param>
/// <param name="OldObject">What stands for the object that it gives up.</param>
internal readonly record struct QueuedOperation(int Batch, int Place, int Object, int OldObject);
