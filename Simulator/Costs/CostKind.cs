namespace AllocSim.Simulator.Costs;

/// <summary>What time is charged for, whatever the allocator. The table in docs/costs.md says where each is charged; a cost file names them in snake case with <c>_ns</c> behind.</summary>
public enum CostKind
{
    /// <summary>An allocating call, what every one takes.</summary>
    Malloc,

    /// <summary>A freeing call, what every one takes; also a call that only asks for a size.</summary>
    Free,

    /// <summary>realloc and its relatives, without what a move adds.</summary>
    Realloc,

    /// <summary>Controls and statistics.</summary>
    Control,

    /// <summary>mmap.</summary>
    Mmap,

    /// <summary>munmap, without its pages.</summary>
    Munmap,

    /// <summary>Each resident page that munmap drops.</summary>
    MunmapPage,

    /// <summary>madvise, without its pages.</summary>
    Madvise,

    /// <summary>Each page that madvise takes away or marks.</summary>
    MadvisePage,

    /// <summary>mprotect.</summary>
    Mprotect,

    /// <summary>sbrk.</summary>
    Sbrk,

    /// <summary>A page fault, without zeroing.</summary>
    PageFault,

    /// <summary>Zeroing a page that a fault brings.</summary>
    PageZero,

    /// <summary>Zeroing 1 KiB for calloc.</summary>
    ZeroKib,

    /// <summary>Copying 1 KiB for a realloc that moves.</summary>
    CopyKib,

    /// <summary>What a program that calls flat out does between two calls.</summary>
    Loop,

    /// <summary>More before a call on an object that another thread made: the reference to it has to move over. Flat out only; recorded gaps contain it.</summary>
    Handover,

    /// <summary>From the making of an object until a thread that waits for it sees that.</summary>
    ObjectNotice,

    /// <summary>A thread's exit, without what it flushes.</summary>
    ThreadExit,

    /// <summary>Locking and unlocking a mutex that is free and was the thread's own before; spent while it is held.</summary>
    Lock,

    /// <summary>More when another thread had the mutex: its line and those it guards move over. Spent while it is held.</summary>
    OwnerSwitch,

    /// <summary>More when others spin for the mutex: its line goes to them and comes back. Spent while it is held.</summary>
    SpunOn,

    /// <summary>One look of a thread that spins. A lock says for how many of them a thread spins.</summary>
    SpinPoll,

    /// <summary>Unit in which it is drawn when a spinning thread sees that a mutex is free: 0 to 7 of them (barging only).</summary>
    SpinNotice,

    /// <summary>From the release of a mutex until the blocked thread can run.</summary>
    WakeUp,

    /// <summary>What it costs the releasing thread to wake another one.</summary>
    FutexWake,

    /// <summary>A CPU goes over to another thread.</summary>
    ContextSwitch,

    /// <summary>How long a thread may keep a CPU that others wait for.</summary>
    TimeSlice,

    /// <summary>A thread that does nothing for at least this long gives its CPU up meanwhile; below that it computes.</summary>
    SleepGap,

    /// <summary>The first step of an allocator's own; the others follow, as its policy declares them.</summary>
    FirstOwn,
}
