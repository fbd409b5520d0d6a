using AllocSim.Allocator.Jemalloc.Extents.Neighbours;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Jemalloc;

/// <summary>The lower parts of a heap, put together without the upper ones.</summary>
internal sealed class HeapParts
{
    public const ulong Page = 4096;

    public HeapParts(MachineOptions? machine = null)
    {
        Machine = new SimMachine(machine ?? new MachineOptions());
        Sizes = new SizeClasses(new SizeClassGeometry(), [], [], Page);
        Table = new EdataTable(Sizes.Bins.Max(bin => bin.RegionCount), (int)Page);
        Hooks = new PageHooks(Machine, new JemallocOptions());
        Base = BaseAllocator.Create(0, Table, Sizes, Records, Hooks, Machine)!;
        Rtree = new Rtree(12, Base, Machine);
        Emap = new Emap(Table, Rtree, Sizes.Count, new NeighboursOfOneMapping(retain: true), PageMapHabits.From530);
    }

    public RecordSizes Records => JemallocVersion.V530.Records(Sizes);

    public SimMachine Machine { get; }

    public SizeClasses Sizes { get; }

    public EdataTable Table { get; }

    public PageHooks Hooks { get; }

    public BaseAllocator Base { get; }

    public Rtree Rtree { get; }

    public Emap Emap { get; }

    /// <summary>An extent of so many pages at a page number.</summary>
    public int Extent(ulong page, ulong pages, ulong serial = 0, ExtentState state = ExtentState.Active, bool isHead = false)
    {
        int id = Base.AllocEdata(null);
        Table[id].Init(0, page * Page, pages * Page, Sizes.Count, serial, state, zeroed: false, committed: true, isHead);
        return id;
    }
}
