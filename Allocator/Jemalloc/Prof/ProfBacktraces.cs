using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Backtraces as the profiler finds them at a call.</summary>
/// <remarks>
/// The library's own frames come first: two to four of its inside and that of the call, which differs with the call and with the path that the thread takes. Behind them are the frames of the operation's call stack.
/// An operation without one is taken to come from a program that replays the trace: the call's place in its loop, and below it the frames that begin the main thread or another one.
/// </remarks>
internal sealed class ProfBacktraces(SimMachine machine)
{
    private static readonly string[] PlaceNames =
    [
        "malloc", "calloc", "posix_memalign", "aligned_alloc", "realloc", "realloc", "mallocx", "rallocx", "xallocx", "free", "dallocx", "sdallocx", "realloc", "mallctl", "mallctl",
    ];

    private static readonly string[] BelowMain = ["main", "__libc_start_call_main", "__libc_start_main", "_start"];
    private static readonly string[] BelowOthers = ["thread_main", "start_thread", "clone3"];

    private readonly Dictionary<(EntryPoint Entry, BacktraceReason Reason, bool IsSlow, int Stack), Backtrace> _known = [];
    private readonly Dictionary<(ulong, ulong), Backtrace> _distinct = [];

    /// <summary>The program's first thread.</summary>
    public int MainThread { get; set; }

    /// <summary>What the frames are called.</summary>
    public FrameTable Frames { get; } = new();

    /// <summary>The time, in nanoseconds.</summary>
    public long NowNs => machine.NowNs;

    /// <summary>The backtrace of a thread at a call.</summary>
    public Backtrace Take(Tsd thread, EntryPoint entry, BacktraceReason reason)
    {
        int stack = machine.CallStacks?.Current ?? 0;
        int source = stack > 0 ? stack : thread.Id == MainThread ? 0 : -1;
        var key = (entry, reason, !LibraryFrames.HasOnePath(entry) && thread.Phase == ThreadPhase.NominalSlow, source);
        if (!_known.TryGetValue(key, out Backtrace? backtrace))
        {
            _known.Add(key, backtrace = Distinct([.. FramesOf(entry, reason, key.Item3, source)]));
        }

        return backtrace;
    }

    // Two call stacks of a trace may have the same frames. What agrees in 128 bits is taken for the same.
    private Backtrace Distinct(ulong[] frames)
    {
        Backtrace made = new(frames);
        return _distinct.TryAdd((made.PrimaryHash, made.SecondaryHash), made) ? made : _distinct[(made.PrimaryHash, made.SecondaryHash)];
    }

    private IEnumerable<ulong> FramesOf(EntryPoint entry, BacktraceReason reason, bool isSlow, int source)
    {
        IEnumerable<string> program = source > 0 ? machine.CallStacks!.Frames(source) : [$"replay_{PlaceNames[(int)entry]}", .. source == 0 ? BelowMain : BelowOthers];
        return LibraryFrames.Of(Frames, entry, reason, isSlow).Concat(program.Select(Frames.Program)).Take(Backtrace.MaxFrames);
    }
}
