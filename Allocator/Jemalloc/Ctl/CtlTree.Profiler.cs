using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Prof;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <content>The heap profiler. While it is off its flags read as false, and most of the rest is not there.</content>
internal static partial class CtlTree
{
    private const ulong LgSampleMax = 63;

    private static void AddProfiler(CtlNode root)
    {
        root.Add("prof.thread_active_init", ProfilerFlag((profiler, thread, value) => profiler.ThreadActiveInit(thread, value)));
        root.Add("prof.active", ProfilerActive);
        root.Add("prof.dump", ProfilerDump);
        root.Add("prof.gdump", ProfilerFlag((profiler, thread, value) => profiler.PeakDumps(thread, value)));
        root.Add("prof.prefix", ProfilerText);
        root.Add("prof.reset", ProfilerReset);
        root.Add("prof.interval", Value(SizeOfLong, ctl => ctl.Target.Profiler?.IntervalBytes ?? 0));
        root.Add("prof.lg_sample", Value(SizeOfLong, ctl => ctl.Target.Profiler?.LgSample ?? 0));
        root.Add("prof.log_start", ProfilerLogStart);
        root.Add("prof.log_stop", ProfilerLogStop);
        AddSampleSums(root, "bins", ctl => (0, ctl.Target.Sizes.SmallCount));
        AddSampleSums(root, "lextents", ctl => (ctl.Target.Sizes.SmallCount, ctl.Target.Sizes.Count));
    }

    private static void AddSampleSums(CtlNode root, string list, Func<Ctl, (int First, int End)> classes)
    {
        root.DeclareIndex("prof.stats." + list, (ctl, _, index) => HasSampleSums(ctl) && index < (ulong)(classes(ctl).End - classes(ctl).First));
        Add("live", true);
        Add("accum", false);

        void Add(string name, bool live) => root.Add($"prof.stats.{list}.*.{name}", (Ctl ctl, int thread, ulong[] mib, ref CtlCall call) =>
        {
            int error = HasSampleSums(ctl) ? call.ReadOnly() : Errno.ENoEnt;
            if (error != Errno.Ok)
            {
                return error;
            }

            ProfSampleSum sum = ctl.Target.Profiler!.ReadSamples(thread, classes(ctl).First + (int)mib[3], live);
            call.OldSecondValue = sum.Count;
            return call.Read(sum.RequestedBytes, 2 * SizeOfLong);
        });
    }

    private static bool HasSampleSums(Ctl ctl) => ctl.Target.Profiler is not null && ctl.Target.Options.ProfStats;

    private static CtlHandler ProfilerFlag(Func<ICtlProfiler, int, bool?, bool> exchange) => (Ctl ctl, int thread, ulong[] _, ref CtlCall call) =>
    {
        if (ctl.Target.Profiler is not { } profiler)
        {
            return call.IsWrite ? Errno.ENoEnt : call.Read(0, SizeOfBool);
        }

        int error = ReadFlag(ref call, out bool? value);
        return error != Errno.Ok ? error : call.Read(exchange(profiler, thread, value) ? 1UL : 0, SizeOfBool);
    };

    private static int ReadFlag(ref CtlCall call, out bool? value)
    {
        ulong word = 0;
        int error = call.Write(ref word, SizeOfBool);
        value = call.IsWrite ? word != 0 : null;
        return error;
    }

    private static int ProfilerActive(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        int error = ReadFlag(ref call, out bool? value);
        if (error != Errno.Ok)
        {
            return error;
        }

        if (ctl.Target.Profiler is { } profiler)
        {
            return call.Read(profiler.Active(thread, value) ? 1UL : 0, SizeOfBool);
        }

        return value == true ? Errno.ENoEnt : call.Read(0, SizeOfBool);
    }

    private static int ThreadProfilerActive(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (ctl.Target.Profiler is not { } profiler)
        {
            return call.IsWrite ? Errno.ENoEnt : call.Read(0, SizeOfBool);
        }

        int error = ReadFlag(ref call, out bool? value);
        bool? old = profiler.ThreadActive(thread, error == Errno.Ok ? value : null);
        return error != Errno.Ok ? error
            : old is null && value is not null ? Errno.EAgain
            : call.Read(old == true ? 1UL : 0, SizeOfBool);
    }

    // A thread's name is a pointer into the program: one that a trace could give would point nowhere.
    private static int ThreadName(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (ctl.Target.Profiler is not { } profiler)
        {
            return Errno.ENoEnt;
        }

        if (call.IsRead && call.IsWrite)
        {
            return Errno.EPerm;
        }

        if (call.IsWrite && call.NewLength != SizeOfLong)
        {
            return Errno.EInval;
        }

        if (call.IsWrite && profiler.NamesBySystem)
        {
            return Errno.ENoEnt;
        }

        profiler.ThreadActive(thread, null);
        return call.IsWrite ? Errno.EFault : call.ReadText("");
    }

    private static int ProfilerDump(Ctl ctl, int thread, ulong[] mib, ref CtlCall call) => WithOwnName(ctl, thread, ref call, static (profiler, thread) => profiler.TryDump(thread));

    // The name of a file would be a pointer into the program, which a trace does not have: only a null pointer is taken, for which the library makes a name itself.
    private static int WithOwnName(Ctl ctl, int thread, ref CtlCall call, Func<ICtlProfiler, int, bool> tryWrite)
    {
        if (ctl.Target.Profiler is not { } profiler)
        {
            return Errno.ENoEnt;
        }

        ulong name = 0;
        int error = call.WriteOnly();
        error = error != Errno.Ok ? error : call.Write(ref name, SizeOfLong);
        return error != Errno.Ok ? error : name == 0 && tryWrite(profiler, thread) ? Errno.Ok : Errno.EFault;
    }

    private static int ProfilerText(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (ctl.Target.Profiler is null)
        {
            return Errno.ENoEnt;
        }

        ulong text = 0;
        int error = call.WriteOnly();
        error = error != Errno.Ok ? error : call.Write(ref text, SizeOfLong);
        return error != Errno.Ok ? error : Errno.EFault;
    }

    private static int ProfilerReset(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (ctl.Target.Profiler is not { } profiler)
        {
            return Errno.ENoEnt;
        }

        ulong lgSample = profiler.LgSample;
        int error = call.WriteOnly();
        error = error != Errno.Ok ? error : call.Write(ref lgSample, SizeOfLong);
        if (error == Errno.Ok)
        {
            profiler.Reset(thread, (int)Math.Min(lgSample, LgSampleMax));
        }

        return error;
    }

    // A function of the program's own cannot be given by a trace; that of the library reads as 0, as all addresses in its image.
    private static CtlHandler ProfilerHook(bool mayBeNone) => (Ctl ctl, int _, ulong[] _, ref CtlCall call) =>
    {
        if (!call.IsRead && !call.IsWrite)
        {
            return Errno.EInval;
        }

        int error = call.Read(0, SizeOfLong);
        if (error != Errno.Ok || !call.IsWrite)
        {
            return error;
        }

        ulong hook = 0;
        error = ctl.Target.Profiler is null ? Errno.ENoEnt : call.Write(ref hook, SizeOfLong);
        return error != Errno.Ok ? error : hook == 0 && mayBeNone ? Errno.Ok : Errno.EInval;
    };

    private static int RecentSamplesMax(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        if (ctl.Target.Profiler is not { } profiler)
        {
            return Errno.ENoEnt;
        }

        long? most = null;
        if (call.IsWrite)
        {
            ulong value = 0;
            if (call.Write(ref value, SizeOfLong) != Errno.Ok || (long)value < -1)
            {
                return Errno.EInval;
            }

            most = (long)value;
        }

        return call.Read((ulong)profiler.RecentMost(thread, most), SizeOfLong);
    }

    private static int ProfilerLogStart(Ctl ctl, int thread, ulong[] mib, ref CtlCall call) => WithOwnName(ctl, thread, ref call, static (profiler, thread) => profiler.TryStartLog(thread));

    private static int ProfilerLogStop(Ctl ctl, int thread, ulong[] mib, ref CtlCall call) => ctl.Target.Profiler is not { } profiler ? Errno.ENoEnt
        : profiler.TryStopLog(thread) ? Errno.Ok : Errno.EFault;
}
