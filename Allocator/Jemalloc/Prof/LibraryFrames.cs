using AllocSim.Allocator.Jemalloc.Prof.Records;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The library's own frames of a backtrace, innermost first, as Debian's build of 5.3.0 has them: how many there are, and which are the same place.</summary>
internal static class LibraryFrames
{
    private const int CallPlace = 3;
    private const int LogPlace = 32;
    private const int RecentPlace = 34;
    private const int ControlPlace = 35;
    private const int CallPlaceWhenLogged = 64;
    private const int CallPlaceWhenRecent = 128;

    private static readonly string[] Names =
    [
        "malloc", "calloc", "posix_memalign", "aligned_alloc", "realloc", "realloc", "mallocx", "rallocx", "xallocx", "free", "dallocx", "sdallocx", "realloc", "arena_reset", "arena_reset",
    ];

    /// <summary>Whether a call is the same place for every thread; otherwise a thread on the slow path comes by another one.</summary>
    public static bool HasOnePath(EntryPoint entry) =>
        entry is EntryPoint.Realloc or EntryPoint.Rallocx or EntryPoint.Xallocx or EntryPoint.ReallocToZero or EntryPoint.ArenaReset or EntryPoint.ArenaDestroy;

    /// <summary>The frames.</summary>
    public static IEnumerable<ulong> Of(FrameTable table, EntryPoint entry, BacktraceReason reason, bool isSlow)
    {
        yield return table.Library(0, "prof_backtrace_impl");
        yield return table.Library(1, "prof_backtrace");
        if (reason == BacktraceReason.Logged)
        {
            yield return table.Library(LogPlace, "prof_try_log");
            yield return table.Library(LogPlace + 1, "prof_free_sampled_object");
        }
        else
        {
            yield return table.Library(2, "prof_tctx_create");
            if (reason == BacktraceReason.Recent)
            {
                yield return table.Library(RecentPlace, "prof_recent_alloc_reset");
            }
        }

        // One function inside serves both.
        EntryPoint inner = entry switch { EntryPoint.Rallocx => EntryPoint.Realloc, EntryPoint.ArenaDestroy => EntryPoint.ArenaReset, _ => entry };
        int first = reason switch { BacktraceReason.Logged => CallPlaceWhenLogged, BacktraceReason.Recent => CallPlaceWhenRecent, _ => CallPlace };
        yield return table.Library(first + (2 * (int)inner) + (isSlow ? 1 : 0), Names[(int)inner]);
        if (inner == EntryPoint.ArenaReset)
        {
            bool isDestroy = entry == EntryPoint.ArenaDestroy;
            yield return table.Library(ControlPlace + (isDestroy ? 1 : 0), isDestroy ? "arena_i_destroy_ctl" : "arena_i_reset_ctl");
            yield return table.Library(ControlPlace + 2, "ctl_byname");
        }
    }
}
