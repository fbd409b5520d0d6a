namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>The columns of a block of operations, in the order in which they stand in the file.</summary>
internal enum Column
{
    /// <summary>One byte an operation: its kind and what else is stored of it.</summary>
    Heads,

    /// <summary>One byte an operation: the low byte of the nanoseconds since the operation before.</summary>
    Times,

    /// <summary>Nanoseconds since the operation before, divided by 256, where that is not 0.</summary>
    LongTimes,

    /// <summary>Thread numbers, where they change.</summary>
    Threads,

    /// <summary>Requested sizes.</summary>
    Sizes,

    /// <summary>Counts, alignments, extra bytes, control values.</summary>
    Extras,

    /// <summary>MALLOCX flags and control modes.</summary>
    Flags,

    /// <summary>Low bytes of the slots of objects that are freed, resized or asked about; control-name numbers.</summary>
    SlotsLow,

    /// <summary>Second bytes of the same.</summary>
    SlotsMiddle,

    /// <summary>The upper two bytes of the same, two bytes each.</summary>
    SlotsHigh,

    /// <summary>Slots that new objects take when none has become free inside the block.</summary>
    Pool,

    /// <summary>Object numbers, where they are not the next one.</summary>
    Numbers,

    /// <summary>Call-stack numbers.</summary>
    Stacks,
}
