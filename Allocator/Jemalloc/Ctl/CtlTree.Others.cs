namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <content>The experimental controls.</content>
internal static partial class CtlTree
{
    private static void AddExperimental(CtlNode root)
    {
        root.Add("experimental.hooks.install", Refused);
        root.Add("experimental.hooks.remove", RemoveHook);
        root.Add("experimental.hooks.prof_backtrace", ProfilerHook(mayBeNone: false));
        root.Add("experimental.hooks.prof_dump", ProfilerHook(mayBeNone: true));
        root.Add("experimental.hooks.safety_check_abort", SafetyCheckAbort);
        root.Add("experimental.hooks.prof_sample", ProfilerHook(mayBeNone: true));
        root.Add("experimental.hooks.prof_sample_free", ProfilerHook(mayBeNone: true));
        root.Add("experimental.hooks.thread_event", Refused);
        root.Add("approximate_stats.active", Value(SizeOfLong, ctl => ctl.Target.ActiveBytes));
        root.Add("experimental.utilization.query", Refused);
        root.Add("experimental.utilization.batch_query", Refused);
        root.DeclareIndex("experimental.arenas", ArenaHasStats);
        root.Add("experimental.arenas.*.pactivep", ActivePagesAddress);
        root.Add("experimental.arenas_create_ext", CreateArena(configSize: 16));
        root.Add("experimental.prof_recent.alloc_max", RecentSamplesMax);
        root.Add("experimental.prof_recent.alloc_dump", (Ctl ctl, int _, ulong[] _, ref CtlCall call) => ctl.Target.Profiler is null ? Errno.ENoEnt : call.IsRead ? Errno.EPerm : Errno.EInval);
        root.Add("experimental.batch_alloc", Refused);
        root.Add("experimental.thread.activity_callback", ActivityCallback);
    }

    /// <summary>A control that wants more than one value of at most 8 bytes.</summary>
    private static int Refused(Ctl ctl, int thread, ulong[] mib, ref CtlCall call) => Errno.EInval;

    private static int RemoveHook(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.WriteOnly();
        ulong handle = 0;
        error = error != Errno.Ok ? error : call.Write(ref handle, SizeOfLong);
        return error != Errno.Ok ? error : handle == 0 ? Errno.EInval : Errno.Ok;
    }

    private static int SafetyCheckAbort(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ulong hook = 0;
        var error = call.WriteOnly();
        return error != Errno.Ok ? error : call.Write(ref hook, SizeOfLong);
    }

    private static int ActivityCallback(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        const int SizeOfThunk = 16;
        ulong thunk = 0;
        var error = call.Read(0, SizeOfThunk);
        return error != Errno.Ok ? error : call.Write(ref thunk, SizeOfThunk);
    }

    private static int ActivePagesAddress(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.VerifyRead(SizeOfLong);
        if (error != Errno.Ok)
        {
            return error;
        }

        ctl.Lock(ctl.Mutex, thread);
        error = call.ReadOnly();
        if (error == Errno.Ok)
        {
            error = Get(ctl, mib[2]) is { } arena ? call.Read(arena.ActivePagesAddress, SizeOfLong) : Errno.EFault;
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }
}
