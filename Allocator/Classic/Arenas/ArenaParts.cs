using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Metadata;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>What all arenas of a heap share.</summary>
internal sealed class ArenaParts
{
    /// <summary>Makes the parts.</summary>
    public ArenaParts(SimMachine machine, ClassicOptions options)
    {
        Machine = machine;
        Options = options;
        Geometry = new Geometry(options, machine.PageSize);
        Source = new ChunkSource(machine, Geometry, Threading);
        Table = new ChunkTable(machine.Options.MmapTop, Geometry);
        Base = new BaseMemory(machine, Geometry, Source, Threading);
        Map = new PageMap(machine, Geometry);
        Runs = new RunPool(Geometry);
    }

    /// <summary>The machine below.</summary>
    public SimMachine Machine { get; }

    /// <summary>The options.</summary>
    public ClassicOptions Options { get; }

    /// <summary>Sizes and classes.</summary>
    public Geometry Geometry { get; }

    /// <summary>The caller, and whether locks are taken.</summary>
    public Threading Threading { get; } = new();

    /// <summary>Where chunks come from.</summary>
    public ChunkSource Source { get; }

    /// <summary>The arenas' chunks by address.</summary>
    public ChunkTable Table { get; }

    /// <summary>Memory for records.</summary>
    public BaseMemory Base { get; }

    /// <summary>How page maps are written.</summary>
    public PageMap Map { get; }

    /// <summary>Run records.</summary>
    public RunPool Runs { get; }

    /// <summary>A mutex of the heap.</summary>
    public MallocMutex NewMutex(string name) => new(name, Threading, Machine.LockRecorder);
}
