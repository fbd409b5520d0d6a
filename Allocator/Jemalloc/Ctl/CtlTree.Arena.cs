using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <content>Single arenas: arena.I.*</content>
internal static partial class CtlTree
{
    private static void AddArena(CtlNode root)
    {
        root.DeclareIndex("arena", ArenaExists);
        root.Add("arena.*.initialized", ArenaInitialized);
        root.Add("arena.*.decay", ArenaDecay(isAll: false));
        root.Add("arena.*.purge", ArenaDecay(isAll: true));
        root.Add("arena.*.reset", ArenaReset);
        root.Add("arena.*.destroy", ArenaDestroy);
        root.Add("arena.*.dss", ArenaDss);
        root.Add("arena.*.oversize_threshold", ArenaOversizeThreshold);
        root.Add("arena.*.dirty_decay_ms", ArenaDecayMs(isDirty: true));
        root.Add("arena.*.muzzy_decay_ms", ArenaDecayMs(isDirty: false));
        root.Add("arena.*.extent_hooks", ArenaExtentHooks);
        root.Add("arena.*.retain_grow_limit", ArenaRetainGrowLimit);
        root.Add("arena.*.name", ArenaName);
    }

    private static bool ArenaExists(Ctl ctl, int thread, ulong index)
    {
        ctl.Lock(ctl.Mutex, thread);
        var exists = index is CtlArenas.All or CtlArenas.Destroyed || index <= (ulong)ctl.Arenas.Count;
        ctl.Unlock(ctl.Mutex, thread);
        return exists;
    }

    /// <summary>An arena that exists, or null. The library reads past its table for the special indices.</summary>
    // Also one past the count of arenas, which a flag of mallocx can bring into being.
    private static ICtlArena? Get(Ctl ctl, ulong index) => index < ArenaTable.Limit ? ctl.Target.Arena((int)index) : null;

    private static bool MeansAll(Ctl ctl, ulong index) => index == CtlArenas.All || index == (ulong)ctl.Arenas.Count;

    private static int ArenaInitialized(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.ReadOnly();
        if (error != Errno.Ok)
        {
            return error;
        }

        ctl.Lock(ctl.Mutex, thread);
        var isInitialized = ctl.Arenas[mib[1]].IsInitialized;
        ctl.Unlock(ctl.Mutex, thread);
        return call.Read(isInitialized ? 1UL : 0, SizeOfBool);
    }

    private static CtlHandler ArenaDecay(bool isAll) => (Ctl ctl, int thread, ulong[] mib, ref CtlCall call) =>
    {
        var error = call.Neither();
        if (error != Errno.Ok)
        {
            return error;
        }

        ctl.Lock(ctl.Mutex, thread);
        var indices = MeansAll(ctl, mib[1]) ? Enumerable.Range(0, ctl.Arenas.Count) : [(int)mib[1]];
        ICtlArena?[] arenas = [.. indices.Select(i => Get(ctl, (ulong)i))];
        ctl.Unlock(ctl.Mutex, thread);
        foreach (var arena in arenas)
        {
            arena?.Decay(thread, isAll);
        }

        return Errno.Ok;
    };

    private static int FindManual(Ctl ctl, ulong[] mib, ref CtlCall call, out ICtlArena? arena)
    {
        arena = null;
        var error = call.Neither();
        if (error != Errno.Ok)
        {
            return error;
        }

        arena = Get(ctl, mib[1]);
        return arena is null || mib[1] < (ulong)ctl.Target.ManualArenaBase ? Errno.EFault : Errno.Ok;
    }

    private static int ArenaReset(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = FindManual(ctl, mib, ref call, out var arena);
        if (error == Errno.Ok)
        {
            Pause(ctl, thread, (int)mib[1]);
            arena!.Reset(thread, isDestroyed: false);
            GoOn(ctl, thread, (int)mib[1]);
        }

        return error;
    }

    private static int ArenaDestroy(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (!ctl.Target.Options.Version.LocksDestroy)
        {
            return DestroyManual(ctl, thread, mib, ref call);
        }

        ctl.Lock(ctl.Mutex, thread);
        var error = DestroyManual(ctl, thread, mib, ref call);
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static int DestroyManual(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = FindManual(ctl, mib, ref call, out var arena);
        if (error == Errno.Ok && (arena!.ThreadCount(isInternal: false) != 0 || arena.ThreadCount(isInternal: true) != 0))
        {
            error = Errno.EFault;
        }

        if (error == Errno.Ok)
        {
            Pause(ctl, thread, (int)mib[1]);
            arena!.Reset(thread, isDestroyed: true);
            arena.Decay(thread, isAll: true);
            ctl.Arenas.DestroyArena(thread, arena, (int)mib[1]);
            GoOn(ctl, thread, (int)mib[1]);
        }

        return error;
    }

    // (arena_reset_prepare_background_thread)
    private static void Pause(Ctl ctl, int thread, int arena)
    {
        ctl.Lock(ctl.Target.Background.Mutex, thread);
        ctl.Target.Background.SetPaused(thread, arena, isPaused: true);
    }

    // (arena_reset_finish_background_thread)
    private static void GoOn(Ctl ctl, int thread, int arena)
    {
        ctl.Target.Background.SetPaused(thread, arena, isPaused: false);
        ctl.Unlock(ctl.Target.Background.Mutex, thread);
    }

    // The new value is a pointer to a word. No word of the program's is visible here, so that only the null pointer, which changes nothing, can be followed.
    private static int ArenaDss(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        ulong word = 0;
        var error = call.Write(ref word, SizeOfLong);
        if (error == Errno.Ok)
        {
            DssPrecedence? dss = MeansAll(ctl, mib[1]) ? ctl.Target.DefaultDss : Get(ctl, mib[1])?.Dss;
            error = word != 0 ? Errno.EInval : dss is null ? Errno.EFault : call.ReadText(dss.Value.ConfName());
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static int ArenaOversizeThreshold(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (Get(ctl, mib[1]) is not { } arena)
        {
            return Errno.EFault;
        }

        var threshold = arena.OversizeThreshold;
        var error = call.Read(threshold, SizeOfLong);
        error = error != Errno.Ok ? error : call.Write(ref threshold, SizeOfLong);
        if (error == Errno.Ok)
        {
            arena.OversizeThreshold = threshold;
        }

        return error;
    }

    private static CtlHandler ArenaDecayMs(bool isDirty) => (Ctl ctl, int thread, ulong[] mib, ref CtlCall call) =>
    {
        if (Get(ctl, mib[1]) is not { } arena)
        {
            return Errno.EFault;
        }

        var error = call.Read((ulong)arena.DecayMs(isDirty), SizeOfLong);
        ulong ms = 0;
        error = error != Errno.Ok ? error : call.Write(ref ms, SizeOfLong);
        if (error != Errno.Ok || !call.IsWrite)
        {
            return error;
        }

        // An oversize arena that no longer purges at once may want a background thread, unless it has one anyway.
        if (!ctl.Target.Options.Version.Purging.LeavesToBackground && (int)mib[1] == ctl.Target.OversizeArenaIndex && (long)ms > 0)
        {
            ctl.Target.Background.Create(thread, (int)mib[1]);
        }

        return arena.TrySetDecayMs(thread, isDirty, (long)ms) ? Errno.Ok : Errno.EFault;
    };

    private static int ArenaExtentHooks(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        ICtlArena? arena = mib[1] < (ulong)ctl.Target.ArenaCount ? Get(ctl, mib[1]) : null;
        bool exists = arena is not null || mib[1] < (ulong)Math.Min(ctl.Target.ArenaCount, ctl.Target.AutoArenaCount);
        int error = exists ? call.Read(arena?.Hooks.Value ?? 0, SizeOfLong) : Errno.EFault;
        ulong value = 0;
        error = error != Errno.Ok ? error : call.Write(ref value, SizeOfLong);
        if (error == Errno.Ok && call.IsWrite)
        {
            HookSet hooks = ReadHooks(ctl.Target.Options, value);
            if (arena is not null)
            {
                arena.SetHooks(thread, hooks);
            }
            else
            {
                error = MakeHooked(ctl, thread, (int)mib[1], hooks);
            }
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static int MakeHooked(Ctl ctl, int thread, int index, HookSet hooks)
    {
        if (!hooks.AreDefault && ctl.Target.Options.Version.HooksServeMetadata)
        {
            throw new NotSupportedException($"arena.<i>.extent_hooks: jemalloc {ctl.Target.Options.Version.Name} ends there (SIGSEGV): an arena that is made with extent hooks maps its first memory through them, and what they forward to needs the arena; make the arena first");
        }

        return ctl.Target.InitializeArena(thread, index, hooks) is null ? Errno.EFault : Errno.Ok;
    }

    private static HookSet ReadHooks(JemallocOptions options, ulong value)
    {
        if (!HookSet.TryRead(value, out HookSet hooks))
        {
            throw new NotSupportedException($"arena.<i>.extent_hooks: {value} names no extent hooks: 0 for the library's own; or 1, and for each call that is refused 2 (alloc), 4 (dalloc), 8 (destroy), 16 (commit), 32 (decommit), 64 (purge_lazy), 128 (purge_forced), 256 (split), 512 (merge), for each but alloc that is missing 1024 times as much");
        }

        if (!hooks.AreDefault && (options.SanGuardSmall | options.SanGuardLarge) != 0)
        {
            throw new NotSupportedException("arena.<i>.extent_hooks: hooks of a program's own and guard pages (san_guard_small, san_guard_large) together are not modelled: the library takes guard pages for memory there");
        }

        return hooks;
    }

    // Its words go where a pointer of the program's points: only the printer of statistics can take them.
    private static int ArenaName(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        int error = mib[1] >= (ulong)ctl.Arenas.Count ? Errno.EInval : Get(ctl, mib[1]) is not { } arena ? Errno.EFault
            : call.IsWrite ? Errno.EInval
            : call.ReadText(arena.Name);
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static int ArenaRetainGrowLimit(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (!ctl.Target.Options.Retain)
        {
            return Errno.ENoEnt;
        }

        ctl.Lock(ctl.Mutex, thread);
        var error = Errno.EFault;
        if (Get(ctl, mib[1]) is { } arena)
        {
            ulong limit = 0;
            error = call.Write(ref limit, SizeOfLong);
            if (error == Errno.Ok)
            {
                error = arena.TryRetainGrowLimit(thread, call.IsWrite ? limit : null, out var old) ? call.Read(old, SizeOfLong) : Errno.EFault;
            }
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }
}
