using AllocSim.Allocator.Jemalloc.Options;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <content>All arenas and the size classes: arenas.*</content>
internal static partial class CtlTree
{
    private static void AddArenas(CtlNode root, ControlSet set)
    {
        root.Add("arenas.narenas", set.ChecksWidthOfArenaCount ? ArenaCountOfWidth : Locked(SizeOfUnsigned, (ctl, _) => (ulong)ctl.Arenas.Count));
        root.Add("arenas.dirty_decay_ms", DefaultDecayMs(isDirty: true));
        root.Add("arenas.muzzy_decay_ms", DefaultDecayMs(isDirty: false));
        root.Add("arenas.quantum", Value(SizeOfLong, ctl => (ulong)ctl.Target.Sizes.Quantum));
        root.Add("arenas.page", Value(SizeOfLong, ctl => (ulong)ctl.Target.Sizes.PageSize));
        root.Add("arenas.hugepage", Value(SizeOfLong, _ => JemallocOptions.HugePage));
        root.Add("arenas.tcache_max", Value(SizeOfLong, ctl => ctl.Target.TcacheMax));
        root.Add("arenas.nbins", Value(SizeOfUnsigned, ctl => (ulong)ctl.Target.Sizes.SmallCount));
        root.Add("arenas.nhbins", Value(SizeOfUnsigned, ctl => (ulong)ctl.Target.CachedClassCount));
        root.DeclareIndex("arenas.bin", (ctl, _, i) => i < Past(ctl) + (ulong)ctl.Target.Sizes.SmallCount);
        root.Add("arenas.bin.*.size", OfBin(SizeOfLong, bin => bin.RegionSize));
        root.Add("arenas.bin.*.nregs", OfBin(SizeOfUnsigned, bin => (ulong)bin.RegionCount));
        root.Add("arenas.bin.*.slab_size", OfBin(SizeOfLong, bin => bin.SlabSize));
        root.Add("arenas.bin.*.nshards", OfBin(SizeOfUnsigned, bin => (ulong)bin.ShardCount));
        root.Add("arenas.nlextents", Value(SizeOfUnsigned, ctl => (ulong)(ctl.Target.Sizes.Count - ctl.Target.Sizes.SmallCount)));
        root.DeclareIndex("arenas.lextent", (ctl, _, i) => i < Past(ctl) + (ulong)(ctl.Target.Sizes.Count - ctl.Target.Sizes.SmallCount));
        root.Add("arenas.lextent.*.size", LextentSize);
        root.Add("arenas.create", CreateArena(SizeOfLong));
        root.Add("arenas.lookup", LookupArena);
    }

    // An index one past the last is let through up to 5.3.0.
    private static ulong Past(Ctl ctl) => ctl.Target.Options.Version.LetsPastLast ? 1UL : 0;

    // Up to 5.2.1. Without room for a value the library ends there (SIGSEGV).
    private static int ArenaCountOfWidth(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        int error = call.IsWrite ? Errno.EPerm : call.OldLength is not (SizeOfUnsigned or CtlCall.AnyLength) ? Errno.EInval : call.Read((ulong)ctl.Arenas.Count, SizeOfUnsigned);
        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }

    private static CtlHandler DefaultDecayMs(bool isDirty) => (Ctl ctl, int _, ulong[] _, ref CtlCall call) =>
    {
        var error = call.Read((ulong)(isDirty ? ctl.Target.DefaultDirtyDecayMs : ctl.Target.DefaultMuzzyDecayMs), SizeOfLong);
        ulong ms = 0;
        error = error != Errno.Ok ? error : call.Write(ref ms, SizeOfLong);
        return error != Errno.Ok || !call.IsWrite ? error : ctl.Target.TrySetDefaultDecayMs(isDirty, (long)ms) ? Errno.Ok : Errno.EFault;
    };

    // The index one past the last is let through, as in the library, which then reads what lies behind its table.
    private static CtlHandler OfBin(int size, Func<Sizes.BinInfo, ulong> read) => (Ctl ctl, int _, ulong[] mib, ref CtlCall call) =>
    {
        var error = call.ReadOnly();
        return error != Errno.Ok ? error : call.Read(mib[2] < (ulong)ctl.Target.Sizes.SmallCount ? read(ctl.Target.Sizes.Bins[mib[2]]) : 0, size);
    };

    // An index one past the last is let through, as in the library, which then reads the first entry of the table behind: the smallest page size class.
    private static int LextentSize(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        var error = call.ReadOnly();
        var index = ctl.Target.Sizes.SmallCount + (int)mib[2];
        return error != Errno.Ok ? error : call.Read(index < ctl.Target.Sizes.Count ? ctl.Target.Sizes.IndexToSize(index) : (ulong)ctl.Target.Sizes.PageSize, SizeOfLong);
    }

    private static CtlHandler CreateArena(int configSize) => (Ctl ctl, int thread, ulong[] _, ref CtlCall call) =>
    {
        ctl.Lock(ctl.Mutex, thread);
        ulong config = 0;
        var error = call.VerifyRead(SizeOfUnsigned);
        error = error != Errno.Ok ? error : call.Write(ref config, configSize);
        if (error == Errno.Ok)
        {
            error = ctl.Arenas.CreateArena(thread) is { } index ? call.Read((ulong)index, SizeOfUnsigned) : Errno.EAgain;
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    };

    private static int LookupArena(Ctl ctl, int thread, ulong[] mib, ref CtlCall call)
    {
        ctl.Lock(ctl.Mutex, thread);
        ulong address = 0;
        var error = call.Write(ref address, SizeOfLong);
        if (error == Errno.Ok)
        {
            error = ctl.Target.ArenaOfAddress(address) is { } index ? call.Read((ulong)index, SizeOfUnsigned) : Errno.EInval;
        }

        ctl.Unlock(ctl.Mutex, thread);
        return error;
    }
}
