using AllocSim.Allocator.Jemalloc.Ctl.Targets;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <content>Threads, their caches, explicit caches, background threads.</content>
internal static partial class CtlTree
{
    // Larger sizes are never cached, from 5.3.1 on. (TCACHE_MAXCLASS_LIMIT)
    private const ulong CachedLimit = 32 << 10;

    private static void AddThread(CtlNode root)
    {
        root.Add("thread.arena", ThreadArena);
        root.Add("thread.allocated", OfThread(t => t.Allocated));
        root.Add("thread.allocatedp", OfThread(t => t.AllocatedAddress));
        root.Add("thread.deallocated", OfThread(t => t.Deallocated));
        root.Add("thread.deallocatedp", OfThread(t => t.DeallocatedAddress));
        root.Add("thread.tcache.enabled", ThreadTcacheEnabled);
        root.Add("thread.tcache.flush", ThreadTcacheFlush);
        root.Add("thread.tcache.max", ThreadTcacheMax);
        root.Add("thread.tcache.ncached_max.read_sizeclass", ThreadCacheSize);
        root.Add("thread.tcache.ncached_max.write", ThreadCacheSizes);
        root.Add("thread.peak.read", OfThread(t => t.ReadPeak()));
        root.Add("thread.peak.reset", ThreadPeakReset);
        root.Add("thread.prof.name", ThreadName);
        root.Add("thread.prof.active", ThreadProfilerActive);
        root.Add("thread.idle", ThreadIdle);
    }

    private static void AddTcache(CtlNode root)
    {
        root.Add("tcache.create", TcacheCreate);
        root.Add("tcache.flush", OnTcache((target, thread, index) => target.FlushTcache(thread, index)));
        root.Add("tcache.destroy", OnTcache((target, thread, index) => target.DestroyTcache(thread, index)));
    }

    private static void AddBackgroundThreads(CtlNode root)
    {
        root.Add("background_thread", BackgroundThread);
        root.Add("max_background_threads", MaxBackgroundThreads);
    }

    private static CtlHandler OfThread(Func<ICtlThread, ulong> read) => (Ctl ctl, int thread, ulong[] _, ref CtlCall call) =>
    {
        var error = call.ReadOnly();
        return error != Errno.Ok ? error : call.Read(read(ctl.Target.Thread(thread)), SizeOfLong);
    };

    private static int ThreadArena(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (ctl.Target.Thread(thread).ChooseArena() is not { } old)
        {
            return Errno.EAgain;
        }

        var next = (ulong)old;
        var error = call.Write(ref next, SizeOfUnsigned);
        error = error != Errno.Ok ? error : call.Read((ulong)old, SizeOfUnsigned);
        return error != Errno.Ok || next == (ulong)old ? error
            : next >= (ulong)ctl.Target.ArenaCount ? Errno.EFault
            : next < (ulong)ctl.Target.PerCpuArenaLimit ? Errno.EPerm
            : ctl.Target.Thread(thread).TryMigrate((int)next) ? Errno.Ok
            : Errno.EAgain;
    }

    private static int ThreadTcacheEnabled(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var self = ctl.Target.Thread(thread);
        var old = self.TcacheEnabled;
        if (call.IsWrite)
        {
            ulong enabled = 0;
            var error = call.Write(ref enabled, SizeOfBool);
            if (error != Errno.Ok)
            {
                return error;
            }

            self.TcacheEnabled = enabled != 0;
        }

        return call.Read(old ? 1UL : 0, SizeOfBool);
    }

    private static int ThreadTcacheFlush(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var self = ctl.Target.Thread(thread);
        if (!self.TcacheAvailable)
        {
            return Errno.EFault;
        }

        var error = call.Neither();
        if (error == Errno.Ok)
        {
            self.FlushTcache();
        }

        return error;
    }

    private static int ThreadTcacheMax(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ICtlThread self = ctl.Target.Thread(thread);
        ulong old = self.TcacheMax;
        int error = call.Read(old, SizeOfLong);
        ulong next = old;
        error = error != Errno.Ok ? error : call.Write(ref next, SizeOfLong);
        if (error == Errno.Ok && call.IsWrite)
        {
            next = ctl.Target.Sizes.SizeToUsable(Math.Min(next, CachedLimit));
            self.TcacheMax = next;
        }

        return error;
    }

    // The size is written, the answer is read: a call that does both is the only one to get it.
    private static int ThreadCacheSize(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ICtlThread self = ctl.Target.Thread(thread);
        ulong size = 0;
        int error = call.IsWrite ? call.Write(ref size, SizeOfLong) : Errno.EInval;
        return error != Errno.Ok ? error : size > CachedLimit ? Errno.EInval : call.Read(self.CacheSizeOf(size), SizeOfLong);
    }

    // What is written is a pointer to text of the program's, which a trace does not have: only the null pointer, which is refused.
    private static int ThreadCacheSizes(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ICtlThread self = ctl.Target.Thread(thread);
        int error = call.WriteOnly();
        if (error != Errno.Ok || !call.IsWrite)
        {
            return error;
        }

        ulong text = 0;
        error = self.TcacheAvailable ? call.Write(ref text, SizeOfLong) : Errno.ENoEnt;
        return error != Errno.Ok ? error
            : text == 0 ? Errno.EInval
            : throw new NotSupportedException("thread.tcache.ncached_max.write takes a pointer to text, which a trace does not have; the option tcache_ncached_max says the same for all threads");
    }

    private static int ThreadPeakReset(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.Neither();
        if (error == Errno.Ok)
        {
            ctl.Target.Thread(thread).ResetPeak();
        }

        return error;
    }

    private static int ThreadIdle(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.Neither();
        if (error != Errno.Ok)
        {
            return error;
        }

        var self = ctl.Target.Thread(thread);
        if (self.TcacheAvailable)
        {
            self.FlushTcache();
        }

        // Only where arenas are plentiful is a thread's arena likely to be its own.
        if (ctl.Target.Options.Narenas > (uint)ctl.Target.CpuCount * 2 && self.ChooseArena() is { } index)
        {
            ctl.Target.Arena(index)?.Decay(thread, isAll: true);
        }

        return Errno.Ok;
    }

    private static int TcacheCreate(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.ReadOnly();
        error = error != Errno.Ok ? error : call.VerifyRead(SizeOfUnsigned);
        if (error != Errno.Ok)
        {
            return error;
        }

        return ctl.Target.CreateTcache(thread) is { } index ? call.Read((ulong)index, SizeOfUnsigned) : Errno.EFault;
    }

    private static CtlHandler OnTcache(Action<ICtlTarget, int, int> act) => (Ctl ctl, int thread, ulong[] _, ref CtlCall call) =>
    {
        var error = call.WriteOnly();
        if (error != Errno.Ok)
        {
            return error;
        }

        error = call.AssuredWrite(out var index, SizeOfUnsigned);
        if (error == Errno.Ok)
        {
            act(ctl.Target, thread, (int)index);
        }

        return error;
    };

    private static int BackgroundThread(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        var background = ctl.Target.Background;
        ctl.Lock(background.Mutex, thread);
        var old = background.IsEnabled ? 1UL : 0;
        var next = old;
        var error = call.Write(ref next, SizeOfBool);
        error = error != Errno.Ok ? error : call.Read(old, SizeOfBool);
        if (error == Errno.Ok && next != old)
        {
            background.Switch(thread, next != 0);
        }

        ctl.Unlock(background.Mutex, thread);
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static int MaxBackgroundThreads(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        var background = ctl.Target.Background;
        ctl.Lock(background.Mutex, thread);
        var old = background.Max;
        var next = old;
        var error = call.Write(ref next, SizeOfLong);
        error = error != Errno.Ok ? error : call.Read(old, SizeOfLong);
        if (error == Errno.Ok && next != old)
        {
            // With 0 of them the library would divide by zero at the next arena.
            error = next == 0 || next > background.Limit ? Errno.EInval : Errno.Ok;
            if (error == Errno.Ok)
            {
                background.SetMax(thread, next);
            }
        }

        ctl.Unlock(background.Mutex, thread);
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }
}
