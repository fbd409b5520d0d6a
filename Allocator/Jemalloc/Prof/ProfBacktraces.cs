using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Backtraces as the profiler finds them at a call.</summary>
/// <remarks>
/// The library's own frames come first: three of its inside and that of the call, which differs with the call and with the path that the thread takes. Behind them are the frames of the operation's call stack.
/// An operation without one is taken to come from a program that replays the trace: the call's place in its loop, and below it the frames that begin the main thread or another one.
/// </remarks>
internal sealed class ProfBacktraces(SimMachine machine)
{
    private const int CallPlace = 3;

    private static readonly string[] CallNames = ["malloc", "calloc", "posix_memalign", "aligned_alloc", "realloc", "realloc", "mallocx", "rallocx", "xallocx"];
    private static readonly string[] PlaceNames = ["malloc", "calloc", "posix_memalign", "aligned_alloc", "realloc_null", "realloc", "mallocx", "rallocx", "xallocx"];
    private static readonly string[] BelowMain = ["main", "__libc_start_call_main", "__libc_start_main", "_start"];
    private static readonly string[] BelowOthers = ["thread_main", "start_thread", "clone3"];

    private readonly Dictionary<(EntryPoint Entry, bool IsSlow, int Stack), Backtrace> _known = [];
    private readonly Dictionary<(ulong, ulong), Backtrace> _distinct = [];

    /// <summary>The program's first thread.</summary>
    public int MainThread { get; set; }

    /// <summary>What the frames are called.</summary>
    public FrameTable Frames { get; } = new();

    /// <summary>The backtrace of a thread at a call.</summary>
    public Backtrace Take(Tsd thread, EntryPoint entry)
    {
        int stack = machine.CallStacks?.Current ?? 0;
        int source = stack > 0 ? stack : thread.Id == MainThread ? 0 : -1;
        var key = (entry, !ResizesOnOnePath(entry) && thread.Phase == ThreadPhase.NominalSlow, source);
        if (!_known.TryGetValue(key, out Backtrace? backtrace))
        {
            _known.Add(key, backtrace = Distinct([.. FramesOf(key.entry, key.Item2, source)]));
        }

        return backtrace;
    }

    private static bool ResizesOnOnePath(EntryPoint entry) => entry is EntryPoint.Realloc or EntryPoint.Rallocx or EntryPoint.Xallocx;

    // Two call stacks of a trace may have the same frames. What agrees in 128 bits is taken for the same.
    private Backtrace Distinct(ulong[] frames)
    {
        Backtrace made = new(frames);
        return _distinct.TryAdd((made.PrimaryHash, made.SecondaryHash), made) ? made : _distinct[(made.PrimaryHash, made.SecondaryHash)];
    }

    private IEnumerable<ulong> FramesOf(EntryPoint entry, bool isSlow, int source)
    {
        EntryPoint inner = entry == EntryPoint.Rallocx ? EntryPoint.Realloc : entry; // One function inside.
        List<ulong> frames =
        [
            Frames.Library(0, "prof_backtrace_impl"), Frames.Library(1, "prof_backtrace"), Frames.Library(2, "prof_tctx_create"),
            Frames.Library(CallPlace + (2 * (int)inner) + (isSlow ? 1 : 0), CallNames[(int)inner]),
        ];
        IEnumerable<string> program = source > 0 ? machine.CallStacks!.Frames(source) : [$"replay_{PlaceNames[(int)entry]}", .. source == 0 ? BelowMain : BelowOthers];
        return frames.Concat(program.Select(Frames.Program)).Take(Backtrace.MaxFrames);
    }
}
