using AllocSim.Allocator.Jemalloc.Caches;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Backtraces as the profiler finds them at a call.</summary>
/// <remarks>
/// The library's own frames come first: three of its inside and that of the call, which differs with the call and with the path that the thread takes. A trace without call stacks is taken
/// to have been made by one loop, as a replaying program has it: the call's place in the loop, and below it the frames that begin the main thread or another one.
/// </remarks>
internal sealed class ProfBacktraces
{
    private const ulong LibraryBase = 0x7ffff7600000;
    private const ulong ProgramBase = 0x400000;
    private const ulong FrameDistance = 16;

    private readonly Dictionary<(EntryPoint Entry, bool IsSlow, bool IsMain), Backtrace> _ofCalls = [];

    /// <summary>The program's first thread.</summary>
    public int MainThread { get; set; }

    /// <summary>The backtrace of a thread at a call.</summary>
    public Backtrace Take(Tsd thread, EntryPoint entry)
    {
        var key = (entry, !ResizesOnOnePath(entry) && thread.Phase == ThreadPhase.NominalSlow, thread.Id == MainThread);
        if (!_ofCalls.TryGetValue(key, out Backtrace? backtrace))
        {
            _ofCalls.Add(key, backtrace = Make(key));
        }

        return backtrace;
    }

    private static bool ResizesOnOnePath(EntryPoint entry) => entry is EntryPoint.Realloc or EntryPoint.Rallocx or EntryPoint.Xallocx;

    private static Backtrace Make((EntryPoint Entry, bool IsSlow, bool IsMain) key)
    {
        List<ulong> frames = [];
        for (ulong i = 0; i < 3; i++)
        {
            frames.Add(LibraryBase + (i * FrameDistance));
        }

        // realloc and rallocx are one function inside.
        EntryPoint inner = key.Entry == EntryPoint.Rallocx ? EntryPoint.Realloc : key.Entry;
        frames.Add(LibraryBase + ((3 + (2 * (ulong)inner) + (key.IsSlow ? 1UL : 0)) * FrameDistance));
        frames.Add(ProgramBase + ((ulong)key.Entry * FrameDistance));
        int below = key.IsMain ? 4 : 3;
        for (int i = 0; i < below; i++)
        {
            frames.Add(ProgramBase + ((ulong)((int)EntryPoint.Count + i + (key.IsMain ? 0 : 4)) * FrameDistance));
        }

        return new Backtrace([.. frames]);
    }
}
