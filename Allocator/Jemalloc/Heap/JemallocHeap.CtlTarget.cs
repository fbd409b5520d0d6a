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

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>The heap as the controls see it.</content>
public sealed partial class JemallocHeap
{
    private sealed class CtlTarget(JemallocHeap heap) : ICtlTarget
    {
        public SizeClasses Sizes => heap._sizes;

        public RecordSizes Records => heap._records;

        public JemallocOptions Options => heap._options;

        public string SystemHugePages => heap._machine.Options.HugePages.ConfName();

        public ulong ActiveBytes
        {
            get
            {
                ulong pages = 0;
                for (int i = 0; i < heap._arenas.Count; i++)
                {
                    pages += heap._arenas.TryGet(i)?.Pages.ActivePages ?? 0;
                }

                return pages << heap._sizes.LgPage;
            }
        }

        public int CpuCount => heap._machine.CpuCount;

        public int ArenaCount => heap._arenas.Count;

        public int AutoArenaCount => heap._arenas.AutoCount;

        public int ManualArenaBase => heap._arenas.ManualBase;

        public int OversizeArenaIndex => heap._arenas.HugeIndex == 0 ? -1 : heap._arenas.HugeIndex;

        public int PerCpuArenaLimit => heap._arenas.PerCpuLimit;

        public int CachedClassCount => heap._layout.CachedClassCount;

        public ulong TcacheMax => heap._layout.MaxClass;

        public ulong ZeroReallocs => heap.ZeroReallocs;

        public SimMutex CtlMutex { get; } = new("ctl", MutexRank.Ctl, heap._machine.LockRecorder);

        public ICtlBackground Background { get; } = new CtlBackgroundView(heap);

        public ICtlProfiler? Profiler { get; } = heap._profiler is { } profiler ? new CtlProfilerView(heap, profiler) : null;

        public long DefaultDirtyDecayMs => heap._arenas.DefaultDirtyDecayMs;

        public long DefaultMuzzyDecayMs => heap._arenas.DefaultMuzzyDecayMs;

        public DssPrecedence DefaultDss
        {
            get => heap._arenas.DefaultDss;
            set => heap._arenas.DefaultDss = value;
        }

        public bool TrySetDefaultDecayMs(bool isDirty, long ms)
        {
            if (!Pages.Decay.IsValid(ms))
            {
                return false;
            }

            if (isDirty)
            {
                heap._arenas.DefaultDirtyDecayMs = ms;
            }
            else
            {
                heap._arenas.DefaultMuzzyDecayMs = ms;
            }

            return true;
        }

        public ICtlArena? Arena(int index) => heap._arenas.TryGet(index) is { } arena ? new CtlArenaView(heap, arena) : null;

        public ICtlArena? InitializeArena(int thread, int index, HookSet hooks = default) =>
            heap._arenas.Init(heap.Fetch(thread), index, hooks) is { } arena ? new CtlArenaView(heap, arena) : null;

        public int OwnerOf(int thread) => heap.Fetch(thread).BlockId;

        public ICtlThread Thread(int thread) => new CtlThreadView(heap, heap.Fetch(thread));

        public int? ArenaOfAddress(ulong address)
        {
            int id = Rtree.Edata(heap._rtree.TryRead(address));
            return id == EdataTable.Null ? null : heap._table[id].Arena;
        }

        public ulong AllocateMetadata(int thread, ulong bytes)
        {
            return heap._base.Alloc(heap.Fetch(thread), bytes, (ulong)heap._sizes.Quantum);
        }

        public void Touch(ulong address, ulong bytes) => heap._machine.Touch(address, bytes);

        public void Read(ulong address, ulong bytes) => heap._machine.Read(address, bytes);

        public ulong AllocateInternal(int thread, ulong bytes)
        {
            ulong address = heap.ArenaMalloc(heap.Fetch(thread), heap._arenas[0], bytes, heap._sizes.SizeToIndex(bytes), zero: false, cache: null);
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
}
