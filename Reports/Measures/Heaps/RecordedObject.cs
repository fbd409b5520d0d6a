namespace AllocSim.Reports.Measures.Heaps;

/// <summary>A live object of the trace, as a recording of the heap keeps it.</summary>
/// <param name="Slot">The slot that it has while it lives.</param>
/// <param name="Address">Its address.</param>
/// <param name="Size">Bytes asked for.</param>
/// <param name="Number">Its number in the trace; -1 where that is not known.</param>
/// <param name="Operation">The operation that made it.</param>
/// <param name="Thread">The thread that did.</param>
/// <param name="TimeNs">When, nanoseconds on the trace's clock.</param>
/// <param name="Stack">Number of the call stack that did, from 1; 0 without one.</param>
public readonly record struct RecordedObject(int Slot, ulong Address, ulong Size, long Number, long Operation, int Thread, long TimeNs, int Stack);
