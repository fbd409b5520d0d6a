using AllocSim.Allocator.Jemalloc.Options;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>Builds the tree of controls. The other files of this class hold its branches.</summary>
/// <remarks>jemalloc 5.3.0, `src/ctl.c`, the tables above ctl_accum_locked_u64 and the CTL_RO_* and *_ctl functions.</remarks>
internal static partial class CtlTree
{
    private const int SizeOfBool = 1;
    private const int SizeOfUnsigned = 4;
    private const int SizeOfLong = 8;

    /// <summary>Builds the tree of a version.</summary>
    public static CtlNode Build(ControlSet set)
    {
        var root = new CtlNode("");
        root.Add("version", Text(ctl => ctl.Target.Options.Version.FullName));
        root.Add("epoch", Epoch);
        AddBackgroundThreads(root);
        AddThread(root);
        AddConfig(root, set);
        AddOptions(root, set);
        AddTcache(root);
        AddArena(root);
        AddArenas(root, set);
        AddProfiler(root);
        AddStats(root, set);
        AddExperimental(root);
        foreach (string path in set.Without)
        {
            root.Remove(path);
        }

        return root;
    }

    /// <summary>A value that nothing guards. (CTL_RO_NL_GEN, CTL_RO_CONFIG_GEN)</summary>
    private static CtlHandler Value(int size, Func<Ctl, ulong> read) => (Ctl ctl, int _, ulong[] _, ref CtlCall call) =>
    {
        var error = call.ReadOnly();
        return error != Errno.Ok ? error : call.Read(read(ctl), size);
    };

    private static CtlHandler Flag(Func<Ctl, bool> read) => Value(SizeOfBool, ctl => read(ctl) ? 1UL : 0);

    private static CtlHandler Text(Func<Ctl, string> read) => (Ctl ctl, int _, ulong[] _, ref CtlCall call) =>
    {
        var error = call.ReadOnly();
        return error != Errno.Ok ? error : call.ReadText(read(ctl));
    };

    /// <summary>A value that is read under the mutex of the controls. (CTL_RO_GEN, CTL_RO_CGEN)</summary>
    private static CtlHandler Locked(int size, Func<Ctl, ulong[], ulong> read) => (Ctl ctl, int thread, ulong[] mib, ref CtlCall call) =>
    {
        ctl.Lock(ctl.Mutex, thread);
        var error = call.ReadOnly();
        error = error != Errno.Ok ? error : call.Read(read(ctl, mib), size);
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    };

    /// <summary>A control of a part that is not compiled in, or not switched on.</summary>
    private static int Absent(Ctl ctl, int thread, ulong[] mib, ref CtlCall call) => Errno.ENoEnt;

    private static int Epoch(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        ulong ignored = 0;
        var error = call.Write(ref ignored, SizeOfLong);
        if (error == Errno.Ok)
        {
            if (call.IsWrite)
            {
                ctl.Arenas.Refresh(thread);
            }

            error = call.Read(ctl.Arenas.Epoch, SizeOfLong);
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static void AddConfig(CtlNode root, ControlSet set)
    {
        foreach ((string name, bool value) in set.Config)
        {
            root.Add("config." + name, Flag(_ => value));
        }

        root.Add("config.malloc_conf", Text(_ => ""));
    }

    // Where options can come from beside the environment: a trace has none of these.
    private static readonly string[] Sources = ["symlink", "global_var", "global_var_2_conf_harder"];

    private static void AddOptions(CtlNode root, ControlSet set)
    {
        foreach ((string name, int size, Func<JemallocOptions, ulong> read) in CtlOptions.Numbers.Where(option => Has(option.Name)))
        {
            root.Add("opt." + name, Value(size, ctl => read(ctl.Target.Options)));
        }

        foreach ((string name, Func<JemallocOptions, string> read) in CtlOptions.Texts.Where(option => Has(option.Name)))
        {
            root.Add("opt." + name, Text(ctl => read(ctl.Target.Options)));
        }

        foreach (string name in Sources)
        {
            root.Add("opt.malloc_conf." + name, Absent);
        }

        foreach (string name in set.NotBuilt)
        {
            root.Add("opt." + name, Absent);
        }

        bool Has(string name) => set.Options is null || set.Options.Contains(name);
    }
}
