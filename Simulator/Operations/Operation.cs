namespace AllocSim.Simulator.Operations;

/// <summary>One call of a traced program, in the form that the replay consumes.</summary>
/// <remarks>
/// Objects are <em>slots</em>: small numbers that a trace source hands out at allocation and takes back after the object's death,
/// so a table indexed by slot grows with the live objects and not with the length of the trace. <see cref="None"/> stands for a null pointer.
/// </remarks>
public struct Operation
{
    /// <summary>The slot that means "no object".</summary>
    public const int None = -1;

    /// <summary>When the call was made, nanoseconds on the trace's own clock; never decreases along a trace.</summary>
    public long TimeNs;

    /// <summary>Requested size in bytes (for calloc: the size of one element).</summary>
    public ulong Size;

    /// <summary>calloc: the element count; memalign and aligned_alloc: the alignment; xallocx: the extra bytes; ctl: the value written.</summary>
    public ulong Extra;

    /// <summary>Slot of the object that is made, freed or queried; for <see cref="OperationKind.Ctl"/> the index of the control's name in <see cref="ITraceSource.Names"/>.</summary>
    public int Object;

    /// <summary>realloc, rallocx: slot of the object that is given up, or <see cref="None"/>.</summary>
    public int OldObject;

    /// <summary>x-calls: their flags; for <see cref="OperationKind.Ctl"/> a <see cref="CtlMode"/> value.</summary>
    public int Flags;

    // Thread in the upper 24 bits, kind in the lower 8: an operation then takes 40 bytes instead of 48.
    private uint _threadAndKind;

    /// <summary>Bytes that the call asks for in all: calloc's count times the size of one element, modulo 2^64 as the replay has it; of every other call <see cref="Size"/>.</summary>
    public readonly ulong RequestedBytes => Kind == OperationKind.Calloc ? unchecked(Extra * Size) : Size;

    /// <summary>Most threads that a trace can have.</summary>
    public const int ThreadLimit = 1 << 24;

    /// <summary>The calling thread, numbered by the trace, below <see cref="ThreadLimit"/>.</summary>
    public int Thread
    {
        readonly get => (int)(_threadAndKind >> 8);
        set => _threadAndKind = ((uint)value << 8) | (byte)_threadAndKind;
    }

    /// <summary>Which call it is.</summary>
    public OperationKind Kind
    {
        readonly get => (OperationKind)(byte)_threadAndKind;
        set => _threadAndKind = (_threadAndKind & ~0xffU) | (byte)value;
    }
}
