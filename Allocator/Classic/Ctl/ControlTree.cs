using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;

namespace AllocSim.Allocator.Classic.Ctl;

/// <summary>All controls of 2.1.3 as built with statistics and fill.</summary>
internal sealed partial class ControlTree
{
    private const int Byte = 1;
    private const int Half = 4;
    private const int Word = 8;

    private readonly ClassicHeap _heap;
    private readonly ControlStats _stats;
    private readonly Geometry _geometry;
    private readonly ClassicOptions _options;

    /// <summary>Makes the tree's builder.</summary>
    public ControlTree(ClassicHeap heap, ControlStats stats)
    {
        _heap = heap;
        _stats = stats;
        _geometry = heap.Parts.Geometry;
        _options = heap.Parts.Options;
    }

    /// <summary>The root.</summary>
    public ControlNode Build()
    {
        ControlNode root = new();
        AddWord(root, "version", _ => 0); // A pointer into the library's image, which is nowhere here.
        root.Add("epoch", Epoch);
        root.Add("tcache").Add("flush", FlushCache);
        AddThread(root.Add("thread"));
        AddConfig(root.Add("config"));
        AddOptions(root.Add("opt"));
        AddArenas(root.Add("arenas"));
        AddStats(root.Add("stats"));
        return root;
    }

    private static void AddWord(ControlNode node, string name, Func<ControlCall, ulong> value)
        => node.Add(name, (ref call) => call.ReadOnly(value(call), Word));

    private static void AddHalf(ControlNode node, string name, Func<ControlCall, ulong> value)
        => node.Add(name, (ref call) => call.ReadOnly(value(call), Half));

    private static void AddBool(ControlNode node, string name, bool value)
        => node.Add(name, (ref call) => call.ReadOnly(value ? 1UL : 0, Byte));

    // Writing anything but 0 refreshes the counts.
    private int Epoch(ref ControlCall call)
    {
        if (call.IsWrite && call.Width != Word)
        {
            return ControlCall.Invalid;
        }

        if (call.IsWrite && call.Value != 0)
        {
            _stats.Refresh();
        }

        return call.Read(_stats.Epoch, Word);
    }

    private int FlushCache(ref ControlCall call)
    {
        if (call.Width != 0)
        {
            return ControlCall.NotPermitted;
        }

        _heap.FlushCache(_heap.Enter(call.Thread));
        return ControlCall.Ok;
    }

    private void AddThread(ControlNode thread)
    {
        thread.Add("arena", ThreadArena);
        AddWord(thread, "allocated", call => _heap.Enter(call.Thread).AllAllocated);
        AddWord(thread, "allocatedp", call => _heap.Parts.Machine.ThreadBlock(call.Thread));
        AddWord(thread, "deallocated", call => _heap.Enter(call.Thread).AllDeallocated);
        AddWord(thread, "deallocatedp", call => _heap.Parts.Machine.ThreadBlock(call.Thread) + RecordSizes.Word);
    }

    private int ThreadArena(ref ControlCall call)
    {
        ThreadRecord state = _heap.Enter(call.Thread);
        uint old = (uint)_heap.ArenaOf(state).Index;
        if (!call.IsWrite)
        {
            return call.Read(old, Half);
        }

        if (call.Width != Half)
        {
            return ControlCall.Invalid;
        }

        uint index = (uint)call.Value;
        if (index == old)
        {
            return ControlCall.Ok;
        }

        if (index >= _heap.Arenas.Count)
        {
            return ControlCall.BadNumber;
        }

        _heap.Assign(state, _heap.Arenas.Get(index));
        return ControlCall.Ok;
    }

    // Thread-local storage is used, yet "tls" reads as false: the macro that it asks for is never defined.
    private void AddConfig(ControlNode config)
    {
        AddBool(config, "debug", false);
        AddBool(config, "dss", false);
        AddBool(config, "dynamic_page_shift", false);
        AddBool(config, "fill", true);
        AddBool(config, "lazy_lock", _options.IsThreaded != ThreadAwareness.Always);
        AddBool(config, "prof", false);
        AddBool(config, "prof_libgcc", false);
        AddBool(config, "prof_libunwind", false);
        AddBool(config, "stats", true);
        AddBool(config, "swap", false);
        AddBool(config, "sysv", false);
        AddBool(config, "tcache", true);
        AddBool(config, "tiny", true);
        AddBool(config, "tls", false);
        AddBool(config, "xmalloc", false);
    }

    // lg_tcache_max is not among them.
    private void AddOptions(ControlNode opt)
    {
        AddBool(opt, "abort", _options.Abort);
        AddWord(opt, "lg_qspace_max", _ => (ulong)_options.LgQspaceMax);
        AddWord(opt, "lg_cspace_max", _ => (ulong)_options.LgCspaceMax);
        AddWord(opt, "lg_chunk", _ => (ulong)_options.LgChunk);
        AddWord(opt, "narenas", _ => _heap.Arenas.OptNarenas);
        AddWord(opt, "lg_dirty_mult", _ => unchecked((ulong)_options.LgDirtyMult));
        AddBool(opt, "stats_print", _options.StatsPrint);
        AddBool(opt, "junk", _options.Junk);
        AddBool(opt, "zero", _options.Zero);
        AddBool(opt, "tcache", _options.Tcache);
        AddWord(opt, "lg_tcache_gc_sweep", _ => unchecked((ulong)_options.LgTcacheGcSweep));
    }
}
