using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Vam;

/// <summary>Mappings at multiples of an alignment, each with a node that remembers its size. (AlignedMmapHeap, MapSizeHeap)</summary>
internal sealed class AlignedMappings
{
    private const ulong NodePageHeaderBytes = 24;
    private const int ReadWrite = 3;

    private readonly SimMachine _machine;
    private readonly ulong _nodesPerPage;
    private ulong _freedNodes;
    private ulong _nodesLeft;

    /// <summary>Makes it without mappings.</summary>
    public AlignedMappings(SimMachine machine, VamLayout layout)
    {
        _machine = machine;
        _nodesPerPage = (VamHeap.PageBytes - NodePageHeaderBytes) / layout.MappingNodeBytes;
    }

    /// <summary>Bytes in mappings.</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>Bytes in pages of nodes, which are never unmapped.</summary>
    public ulong NodeBytes { get; private set; }

    /// <summary>Maps too much, and unmaps what lies before the first aligned address and behind the end. The latter is always at least a page.</summary>
    /// <param name="bytes">Length, whole pages.</param>
    /// <param name="alignment">Power of two, at least a page.</param>
    public ulong Map(ulong bytes, ulong alignment)
    {
        ulong start = MapOrEnd(bytes + alignment);
        ulong address = (start + alignment - 1) & ~(alignment - 1);
        if (address != start)
        {
            _machine.Munmap(start, address - start);
        }

        _machine.Munmap(address + bytes, start + alignment - address);
        TakeNode();
        MappedBytes += bytes;
        return address;
    }

    /// <summary>Unmaps.</summary>
    public void Unmap(ulong address, ulong bytes)
    {
        _machine.Munmap(address, bytes);
        _freedNodes++; // The last one freed is used first, but none of them is on a page that is not touched already.
        MappedBytes -= bytes;
    }

    private void TakeNode()
    {
        if (_freedNodes > 0)
        {
            _freedNodes--;
            return;
        }

        if (_nodesLeft == 0)
        {
            _machine.Touch(MapOrEnd(VamHeap.PageBytes), VamHeap.PageBytes);
            NodeBytes += VamHeap.PageBytes;
            _nodesLeft = _nodesPerPage;
        }

        _nodesLeft--;
    }

    private ulong MapOrEnd(ulong bytes)
    {
        ulong address = _machine.Mmap(0, bytes, ReadWrite);
        return address != 0 ? address : throw new TraceFormatException(
            $"operation {_machine.OperationIndex}: no room for a mapping of {bytes} bytes among the machine's {_machine.Options.MmapBytes}, at which vam ends the program");
    }
}
