using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Lk;

/// <summary>What all subheaps share: sizes, headers, and the way to get memory from the system.</summary>
internal sealed class LkMemory
{
    private const int ReadWrite = 3;

    private readonly SortedDictionary<ulong, (ulong Bytes, int Subheap)> _mappings = [];

    /// <summary>Makes it, without memory.</summary>
    public LkMemory(SimMachine machine, LkOptions options)
    {
        Machine = machine;
        Options = options;
        Classes = new LkSizeClasses(options);
        Headers = new BlockHeaders(machine);
        Table = new RegionTable(machine);
    }

    /// <summary>The machine.</summary>
    public SimMachine Machine { get; }

    /// <summary>The options.</summary>
    public LkOptions Options { get; }

    /// <summary>The sizes that have free lists.</summary>
    public LkSizeClasses Classes { get; }

    /// <summary>The blocks' headers.</summary>
    public BlockHeaders Headers { get; }

    /// <summary>Whose regions are.</summary>
    public RegionTable Table { get; }

    /// <summary>Bytes in regions and in blocks with mappings of their own.</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>What is mapped for subheaps, by address.</summary>
    public IEnumerable<(ulong Start, ulong Bytes, int Subheap)> Mappings => _mappings.Select(each => (each.Key, each.Value.Bytes, each.Value.Subheap));

    /// <summary>Appends what each subheap has.</summary>
    public void ReadOwners(ICollection<OwnedRange> ranges)
    {
        foreach ((ulong start, ulong bytes, int subheap) in Mappings)
        {
            ranges.Add(new OwnedRange(start, bytes, subheap));
        }
    }

    /// <summary>Maps memory for a subheap at a multiple of 64 KiB: too much at first, of which both ends are unmapped.</summary>
    /// <param name="bytes">Length, whole pages.</param>
    /// <param name="subheap">The owner.</param>
    /// <returns>Its address, or 0.</returns>
    public ulong Map(ulong bytes, int subheap)
    {
        ulong more = RegionTable.UnitBytes - (ulong)Machine.PageSize;
        ulong start = Machine.Mmap(0, bytes + more, ReadWrite);
        if (start == 0)
        {
            return 0;
        }

        ulong address = (start + RegionTable.UnitBytes - 1) & ~(RegionTable.UnitBytes - 1);
        Cut(start, address - start);
        Cut(address + bytes, start + more - address);
        if (!Table.TryAssign(address, bytes, subheap))
        {
            Machine.Munmap(address, bytes);
            return 0;
        }

        MappedBytes += bytes;
        _mappings.Add(address, (bytes, subheap));
        return address;
    }

    /// <summary>Gives a mapping back.</summary>
    public void Unmap(ulong address, ulong bytes)
    {
        Machine.Munmap(address, bytes);
        MappedBytes -= bytes;
        _mappings.Remove(address);
    }

    private void Cut(ulong address, ulong bytes)
    {
        if (bytes > 0)
        {
            Machine.Munmap(address, bytes);
        }
    }
}
