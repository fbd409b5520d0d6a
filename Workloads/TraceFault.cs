namespace AllocSim.Workloads;

/// <summary>What can be wrong with a trace. Strict reading stops at the first fault; lenient reading repairs or skips and counts.</summary>
public enum TraceFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The line or record is not an operation. Repair: skipped.</summary>
    Malformed,

    /// <summary>The input ends in the middle. Repair: what came before is used.</summary>
    Truncated,

    /// <summary>Time goes back. Repair: the operation happens at the time of the one before.</summary>
    TimeBack,

    /// <summary>The thread number cannot be used. Repair: skipped.</summary>
    ThreadRange,

    /// <summary>A thread acts after its exit. Repair: skipped.</summary>
    ActsAfterExit,

    /// <summary>More bytes are asked for than there are addresses. Repair: skipped.</summary>
    BeyondAddressSpace,

    /// <summary>An object number is given to a second object while the first is alive. Repair: skipped.</summary>
    NamedTwice,

    /// <summary>An object number is given to a second object after the first is dead. Repair: taken as a new object.</summary>
    NumberReused,

    /// <summary>An object is freed, resized or asked about after its death. Repair: skipped.</summary>
    UseAfterFree,

    /// <summary>An object is freed, resized or asked about that never was allocated. Repair: skipped.</summary>
    UnknownObject,

    /// <summary>realloc of an object that is dead or never was. Repair: taken as an allocation.</summary>
    UnknownOldObject,

    /// <summary>A call that failed in the recorded program. Repair: skipped.</summary>
    FailedCall,

    /// <summary>An address is allocated while a live object holds it: events were recorded out of order. Repair: the older object is freed first.</summary>
    Inversion,

    /// <summary>realloc to size 0, which frees. Repair: taken as a free.</summary>
    ReallocToZero,

    /// <summary>A call that does not change the heap, such as free of a null pointer. Repair: skipped.</summary>
    NoEffect,

    /// <summary>A damaged block of a binary trace. Repair: skipped.</summary>
    DamagedBlock,

    /// <summary>It cannot be told which call an event belongs to. Repair: skipped.</summary>
    Ambiguous,

    /// <summary>The format does not say which of several equal objects is meant, so that one is chosen by a fixed rule. A property of the format, and no fault.</summary>
    Choice,

    /// <summary>An event of another process than the chosen one. Repair: skipped.</summary>
    OtherProcess,
}
