using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Heap.Controls;

/// <summary>The heap as the controls see it.</summary>
internal sealed class HeapControls(JemallocHeap heap) : ICtlTarget
{
    public SizeClasses Sizes => heap.Sizes;

    public RecordSizes Records => heap.Records;

    public JemallocOptions Options => heap.Options;

    public string SystemHugePages => heap.Machine.Options.HugePages.ConfName();

    public ulong ActiveBytes
    {
        get
        {
            ulong pages = 0;
            for (int i = 0; i < heap.Arenas.Count; i++)
            {
                pages += heap.Arenas.TryGet(i)?.Pages.ActivePages ?? 0;
            }

            return pages << heap.Sizes.LgPage;
        }
    }

    public int CpuCount => heap.Machine.CpuCount;

    public int ArenaCount => heap.Arenas.Count;

    public int AutoArenaCount => heap.Arenas.AutoCount;

    public int ManualArenaBase => heap.Arenas.ManualBase;

    public int OversizeArenaIndex => heap.Arenas.HugeIndex == 0 ? -1 : heap.Arenas.HugeIndex;

    public int PerCpuArenaLimit => heap.Arenas.PerCpuLimit;

    public int CachedClassCount => heap.Layout.CachedClassCount;

    public ulong TcacheMax => heap.Layout.MaxClass;

    public ulong ZeroReallocs => heap.ZeroReallocs;

    public SimMutex CtlMutex { get; } = new("ctl", MutexRank.Ctl, heap.Machine.LockRecorder);

    public ICtlBackground Background { get; } = new BackgroundControls(heap);

    public ICtlProfiler? Profiler { get; } = heap.Profiler is { } profiler ? new ProfilerControls(heap, profiler) : null;

    public long DefaultDirtyDecayMs => heap.Arenas.DefaultDirtyDecayMs;

    public long DefaultMuzzyDecayMs => heap.Arenas.DefaultMuzzyDecayMs;

    public DssPrecedence DefaultDss
    {
        get => heap.Arenas.DefaultDss;
        set => heap.Arenas.DefaultDss = value;
    }

    public bool TrySetDefaultDecayMs(bool isDirty, long ms)
    {
        if (!Pages.Decay.IsValid(ms))
        {
            return false;
        }

        if (isDirty)
        {
            heap.Arenas.DefaultDirtyDecayMs = ms;
        }
        else
        {
            heap.Arenas.DefaultMuzzyDecayMs = ms;
        }

        return true;
    }

    public ICtlArena? Arena(int index) => heap.Arenas.TryGet(index) is { } arena ? new ArenaControls(heap, arena) : null;

    public ICtlArena? InitializeArena(int thread, int index, HookSet hooks = default) =>
        heap.Arenas.Init(heap.Fetch(thread), index, hooks) is { } arena ? new ArenaControls(heap, arena) : null;

    public int OwnerOf(int thread) => heap.Fetch(thread).BlockId;

    public ICtlThread Thread(int thread) => new ThreadControls(heap, heap.Fetch(thread));

    public int? ArenaOfAddress(ulong address)
    {
        int id = Rtree.Edata(heap.Rtree.TryRead(address));
        return id == EdataTable.Null ? null : heap.Table[id].Arena;
    }

    public ulong AllocateMetadata(int thread, ulong bytes)
    {
        return heap.Base.Alloc(heap.Fetch(thread), bytes, (ulong)heap.Sizes.Quantum);
    }

    public void Touch(ulong address, ulong bytes) => heap.Machine.Touch(address, bytes);

    public void Read(ulong address, ulong bytes) => heap.Machine.Read(address, bytes);

    public ulong AllocateInternal(int thread, ulong bytes)
    {
        ulong address = heap.ArenaMalloc(heap.Fetch(thread), heap.Arenas[0], bytes, heap.Sizes.SizeToIndex(bytes), zero: false, cache: null);
        if (address != 0)
        {
            heap.OwnerOf(address).InternalBytes += heap.UsableSizeOf(address);
        }

        return address;
    }

    public void FreeInternal(int thread, ulong address) => heap.FreeInternal(heap.Fetch(thread), address);

    public int? CreateTcache(int thread) => heap.CreateExplicitTcache(heap.Fetch(thread));

    public void FlushTcache(int thread, int index) => heap.FlushExplicitTcache(heap.Fetch(thread), index);

    public void DestroyTcache(int thread, int index) => heap.DestroyExplicitTcache(heap.Fetch(thread), index);
}
